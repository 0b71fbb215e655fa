"""Lists from elsewhere: the upload, which column says what, what an ambiguous row means."""

from typing import Any

import pycountry
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from spilno.common.form_fields import OneLineField, WebField
from spilno.partnerships.importing.mapping import ROW_FIELDS, Mapping
from spilno.partnerships.importing.sheet import LARGEST_BYTES, Sheet
from spilno.places.place_field import PlaceField
from spilno.places.templatetags.place_tags import country_name

# So many values of a column are shown beside its question.
SAMPLES = 3
PARTY_LABELS: dict[str, Promise] = {
    "name": pgettext_lazy("column", "name of the place"),
    "code": pgettext_lazy("column", "code of the place"),
    "country": pgettext_lazy("column", "country"),
    "region": pgettext_lazy("column", "Land, oblast or district"),
    "level": pgettext_lazy("column", "level (town, Kreis, oblast)"),
}
ROW_LABELS: dict[str, Promise] = {
    "type": pgettext_lazy("column", "type of agreement"),
    "label": pgettext_lazy("column", "what it is called there"),
    "phase": pgettext_lazy("column", "state"),
    "since": pgettext_lazy("column", "since when"),
    "until": pgettext_lazy("column", "until when"),
    "url": pgettext_lazy("column", "address where it is written"),
    "note": pgettext_lazy("column", "note"),
}


def meanings() -> list[tuple[Any, Any]]:
    """What a column may say, in groups, as choices of a field."""
    sides = (
        (side, [(f"{side}.{name}", format_lazy("{}: {}", title, label)) for name, label in PARTY_LABELS.items()])
        for side, title in ((1, gettext_lazy("Side 1")), (2, gettext_lazy("Side 2")))
    )
    titles = {1: gettext_lazy("Side 1"), 2: gettext_lazy("Side 2")}
    both = gettext_lazy("Both")
    rows = [(name, ROW_LABELS[name]) for name in ROW_FIELDS]
    return [
        ("", pgettext_lazy("column", "– not used –")),
        *((titles[side], told) for side, told in sides),
        (both, rows),
    ]


def labels_of_fields() -> dict[str, Any]:
    """What each field of a mapping is called."""
    return {value: label for _title, told in meanings()[1:] for value, label in told}


def country_choices() -> list[tuple[str, str]]:
    """All countries by name in the reader's language."""
    named = [(one.alpha_2, country_name(one.alpha_2)) for one in pycountry.countries]
    return [("", "–"), *sorted(named, key=lambda one: one[1].casefold())]


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The list"),
        help_text=gettext_lazy("CSV or XLSX with one relation in each row and a heading above each column."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        allow_empty_file=True,
    )
    source = OneLineField(
        label=gettext_lazy("Where it is from"),
        help_text=gettext_lazy("Name of the list or database, always the same: its columns are remembered under it."),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
    )
    url = WebField(label=gettext_lazy("Its address on the web"), required=False)
    licence = OneLineField(label=gettext_lazy("Its licence"), max_length=120, required=False)

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > LARGEST_BYTES:
            text = _("The file is larger than %(limit)d MB. Please divide it.")
            raise forms.ValidationError(text % {"limit": LARGEST_BYTES // 1_000_000})
        return upload

    def details(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("url", "licence") if self.cleaned_data[name]}


class ReadingForm(forms.Form):
    """How the file is read, where the guess was wrong; stands in the address."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    header_row = forms.IntegerField(
        label=gettext_lazy("The headings stand in row"), min_value=1, max_value=20, required=False
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"),
        choices=[("", gettext_lazy("as found")), *((one, one) for one in ("utf-8", "cp1252", "cp1251", "utf-16"))],
        required=False,
    )
    delimiter = forms.ChoiceField(
        label=gettext_lazy("Columns are divided by"),
        choices=[
            ("", gettext_lazy("as found")),
            (";", pgettext_lazy("delimiter", "semicolon")),
            (",", pgettext_lazy("delimiter", "comma")),
            ("\t", pgettext_lazy("delimiter", "tabulator")),
            ("|", pgettext_lazy("delimiter", "vertical line")),
        ],
        required=False,
    )

    def __init__(self, *args: Any, sheets: list[str], is_book: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = self.fields["sheet"]
        assert isinstance(named, forms.ChoiceField)
        named.choices = [("", gettext_lazy("as found")), *((one, one) for one in sheets)]
        for name in ("encoding", "delimiter") if is_book else ("sheet",):
            del self.fields[name]

    def chosen(self) -> dict[str, Any]:
        """What was chosen, as a mapping keeps it."""
        return {name: value for name, value in self.cleaned_data.items() if value}


class ColumnsForm(forms.Form):
    """One question for each column of the file."""

    def __init__(self, *args: Any, sheet: Sheet, mapping: Mapping, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, self.reading = sheet, mapping.reading
        choices = meanings()
        for at, heading in enumerate(sheet.header):
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=heading,
                help_text=self._samples(at),
                choices=choices,
                required=False,
                initial=mapping.columns.get(heading, ""),
            )
        countries = country_choices()
        for side, label in (
            (1, gettext_lazy("All places of side 1 lie in")),
            (2, gettext_lazy("All places of side 2 lie in")),
        ):
            self.fields[f"country_{side}"] = forms.ChoiceField(
                label=label,
                help_text=gettext_lazy("Where no column tells the country."),
                choices=countries,
                required=False,
                initial=mapping.fixed.get(f"{side}.country", ""),
            )
        self.fields["dates"] = forms.ChoiceField(
            label=gettext_lazy("Dates like 3/4/2023 mean"),
            choices=[
                ("", gettext_lazy("only the year, where it is not clear")),
                ("dmy", gettext_lazy("day first: 3 April")),
                ("mdy", gettext_lazy("month first: 4 March")),
            ],
            required=False,
            initial=mapping.dates,
        )

    def _samples(self, at: int) -> str:
        values: list[str] = []
        for row in self.sheet.rows[:200]:
            value = row.cells[at]
            if value and value[:60] not in values:
                values.append(value[:60])
            if len(values) == SAMPLES:
                break
        return " · ".join(values) or _("(empty)")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        taken: dict[str, str] = {}
        for at, heading in enumerate(self.sheet.header):
            name = cleaned.get(f"column_{at}", "")
            if name and name in taken:
                self.add_error(f"column_{at}", _("“%(column)s” says this already.") % {"column": taken[name]})
            elif name:
                taken[name] = heading
        for side in (1, 2):
            if not {f"{side}.name", f"{side}.code"} & set(taken):
                text = _("No column names side %(side)d. Please choose the column with its places.")
                self.add_error(None, text % {"side": side})
        return cleaned

    def mapping(self) -> Mapping:
        """Raises BadList where a remembered part does not fit."""
        cleaned = self.cleaned_data
        columns = {heading: cleaned[f"column_{at}"] for at, heading in enumerate(self.sheet.header)}
        fixed = {f"{side}.country": cleaned[f"country_{side}"] for side in (1, 2)}
        return Mapping.from_dict({"columns": columns, "fixed": fixed, "dates": cleaned["dates"], **self.reading})


class DecisionForm(forms.Form):
    """What the parties of an ambiguous row are: one of the candidates, or a place that is named."""

    def __init__(
        self, *args: Any, open_parties: list[tuple[int, str, list[tuple[str, Any]]]], alike: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.positions = [position for position, _text, _choices in open_parties]
        for position, text, choices in open_parties:
            if choices:
                self.fields[f"party_{position}"] = forms.ChoiceField(
                    label=_("“%(text)s” is") % {"text": text},
                    choices=[*choices, ("other", pgettext_lazy("place", "another place:"))],
                    widget=forms.RadioSelect,
                )
            self.fields[f"other_{position}"] = PlaceField(
                label=_("Another place for “%(text)s”") % {"text": text}, required=False
            )
        if alike:
            label = ngettext(
                "Decide the other row that asks the same in the same way",
                "Decide the %(count)d other rows that ask the same in the same way",
                alike,
            )
            self.fields["alike"] = forms.BooleanField(label=label % {"count": alike}, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for position in self.positions:
            told = cleaned.get(f"party_{position}", "other")
            named = f"other_{position}"
            if told == "other" and not cleaned.get(named) and named not in self.errors:
                self.add_error(named, _("Please name the place, or reject the row."))
        return cleaned

    def choices(self) -> dict[str, int]:
        """Position of a party -> primary key of its area."""
        found = {}
        for position in self.positions:
            told = self.cleaned_data.get(f"party_{position}", "other")
            found[str(position)] = self.cleaned_data[f"other_{position}"].pk if told == "other" else int(told)
        return found
