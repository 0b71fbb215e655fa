"""What a request is asked: whom and what it looks for, its texts, what readers filter by."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from spilno.common.form_fields import LongField, OneLineField, SeveralField, StampField, VersionField
from spilno.organisations.enums import OrganisationKind, SpokenLanguage, Theme
from spilno.organisations.forms.sensitive import SensitiveWarning
from spilno.partnersearch.enums import (
    Force,
    Part,
    Rhythm,
    Security,
    SoughtLevel,
    ThemeSide,
    Unsuitable,
    parts_of,
)
from spilno.partnersearch.models import PartnerRequest
from spilno.partnerships.enums import AgreementType
from spilno.places.enums import AreaLevel
from spilno.places.forms import LONGEST_QUERY, without_controls
from spilno.places.models import Area

LONGEST_TITLE, LONGEST_TEXT = 200, 4000
MOST_PEOPLE, MOST_PARTNERS, MOST_POSTS = 100_000_000, 50, 99
LANGUAGES = ("de", "uk", "en")
WEIGHTS = [
    ("0", "–"),
    ("1", pgettext_lazy("theme weight", "also")),
    ("2", pgettext_lazy("theme weight", "important")),
    ("3", pgettext_lazy("theme weight", "most of all")),
]
COUNTRIES = [("", gettext_lazy("any")), ("DE", gettext_lazy("Germany")), ("UA", gettext_lazy("Ukraine"))]


class BeginForm(SensitiveWarning):
    watched = ("title",)
    title = OneLineField(
        label=gettext_lazy("In one sentence: what do you look for?"),
        help_text=gettext_lazy("For example: A town for an exchange on district heating and youth work."),
        max_length=LONGEST_TITLE,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the text"),
        choices=[("de", gettext_lazy("German")), ("uk", gettext_lazy("Ukrainian")), ("en", gettext_lazy("English"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = (get_language() or "en")[:2]


class SoughtRegion(SeveralField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.label)


class WishesForm(forms.Form):
    """Whom and what the request looks for; every wish says how strongly it is meant."""

    version = VersionField()
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Which organisations do you look for?"),
        choices=[one for one in OrganisationKind.choices if one[0] not in ("network_office", "funder")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Nothing ticked means: any."),
    )
    levels = forms.MultipleChoiceField(
        label=gettext_lazy("Of which level?"),
        choices=SoughtLevel,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    level_force = forms.ChoiceField(label=gettext_lazy("The level …"), choices=Force, required=False)
    country = forms.ChoiceField(label=gettext_lazy("In which country?"), choices=COUNTRIES, required=False)
    regions = SoughtRegion(
        label=gettext_lazy("In which Land or oblast?"),
        queryset=Area.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": "6"}),
        help_text=gettext_lazy("Several may be chosen; none means: any."),
    )
    region_force = forms.ChoiceField(label=gettext_lazy("The region …"), choices=Force, required=False)
    size_low = forms.IntegerField(
        label=gettext_lazy("Inhabitants from"), min_value=0, max_value=MOST_PEOPLE, required=False
    )
    size_high = forms.IntegerField(
        label=gettext_lazy("Inhabitants up to"), min_value=0, max_value=MOST_PEOPLE, required=False
    )
    size_force = forms.ChoiceField(label=gettext_lazy("The size …"), choices=Force, required=False)
    security = forms.ChoiceField(label=gettext_lazy("Situation in the war"), choices=Security, required=False)
    agreement_types = forms.MultipleChoiceField(
        label=gettext_lazy("Which kind of agreement do you have in mind?"),
        choices=AgreementType,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    on_trial = forms.BooleanField(label=gettext_lazy("At first on trial"), required=False)
    term = OneLineField(label=gettext_lazy("Term you have in mind"), max_length=160, required=False)
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("In which languages can you write and speak?"),
        choices=SpokenLanguage,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    interpreter = forms.BooleanField(label=gettext_lazy("We have interpreting"), required=False)
    capacity = forms.IntegerField(
        label=gettext_lazy("How many new partners can you take?"), min_value=1, max_value=MOST_PARTNERS, initial=1
    )
    posts = forms.DecimalField(
        label=gettext_lazy("Posts for this work"),
        help_text=gettext_lazy("Half a post is an answer: 0.5"),
        min_value=0,
        max_value=MOST_POSTS,
        max_digits=4,
        decimal_places=2,
        localize=True,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = self.fields["regions"]
        assert isinstance(regions, SoughtRegion)
        wanted = Area.objects.current().filter(level=AreaLevel.STATE, country__in=["DE", "UA"])
        regions.queryset = wanted.order_by("country", "name")
        for side, label in ((ThemeSide.SEEKS, _("We look for")), (ThemeSide.OFFERS, _("We offer"))):
            for theme in Theme:
                self.fields[f"{side}_{theme}"] = forms.ChoiceField(
                    label=f"{label}: {theme.label}", choices=WEIGHTS, required=False, initial="0"
                )

    @property
    def theme_rows(self) -> list[dict[str, Any]]:
        """For a table: theme, field of what is sought, field of what is offered."""
        return [
            {"label": theme.label, "seeks": self[f"seeks_{theme}"], "offers": self[f"offers_{theme}"]}
            for theme in Theme
        ]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """All but the themes and what is hidden."""
        return [field for field in self.visible_fields() if not field.name.startswith(("seeks_", "offers_"))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        low, high = cleaned.get("size_low"), cleaned.get("size_high")
        if low is not None and high is not None and low > high:
            self.add_error("size_high", _("This lies below the value before it."))
        country = cleaned.get("country")
        foreign = [one.label for one in cleaned.get("regions") or () if country and one.country != country]
        if foreign:
            text = _("%(regions)s does not lie in the country chosen above.")
            self.add_error("regions", text % {"regions": ", ".join(foreign[:3])})
        return cleaned

    def themes(self) -> dict[tuple[str, str], int]:
        return {
            (str(side), str(theme)): int(self.cleaned_data.get(f"{side}_{theme}") or 0)
            for side in ThemeSide
            for theme in Theme
        }

    @staticmethod
    def values_of(request: PartnerRequest) -> dict[str, Any]:
        """What is stored, as the form's initial values."""
        names = [name for name in WishesForm.base_fields if name not in ("regions", "version")]
        values = {name: getattr(request, name) for name in names}
        values |= {"version": request.version, "regions": [one.pk for one in request.regions.all()]}
        return values | {f"{one.side}_{one.theme}": str(one.weight) for one in request.themes.all()}


# What is told beside a question before anybody could miss it; the rest of them may stay empty.
HINTS = {
    Part.SEEKS: gettext_lazy("One sentence at least, here or in the next answer, before the request is handed in."),
    Part.NEXT_STEP: gettext_lazy(
        "Needed before the request is handed in. For example: Write to us here and propose two days for a video call; "
        "we answer within two weeks."
    ),
}


def point_out(form: forms.Form, missing: Mapping[str, str]) -> None:
    """Say beside the fields of a form that nobody has sent yet what is missing in them."""
    form.full_clean()
    form.cleaned_data = {}
    for field, what_to_do in missing.items():
        if field in form.fields:
            form.add_error(field, what_to_do)


class TextsForm(SensitiveWarning):
    """The questions of the organisation's kind, in one language; meant for the public."""

    # What is needed at the end says so itself; a draft may leave everything open.
    all_optional = True
    watched = tuple(Part.values)
    stamp = StampField()

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tick = self.fields.pop("sensitive_checked", None)
        self.parts = parts_of(kind)
        for part in self.parts:
            if part == Part.TITLE:
                self.fields[part.value] = OneLineField(label=part.label, required=False, max_length=LONGEST_TITLE)
            else:
                self.fields[part.value] = LongField(
                    label=part.label, help_text=HINTS.get(part, ""), required=False, max_length=LONGEST_TEXT, rows=4
                )
        if tick is not None:
            self.fields["sensitive_checked"] = tick

    @property
    def texts(self) -> dict[str, str]:
        return {part.value: self.cleaned_data[part.value] for part in self.parts}


class NoteForm(forms.Form):
    note = LongField(label=gettext_lazy("Why?"), max_length=600, rows=3)

    def __init__(self, *args: Any, required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].required = required


class SearchForm(forms.Form):
    """What a reader of the list asks for; stands in the address."""

    all_optional = True
    q = forms.CharField(
        label=gettext_lazy("Town, hromada, region or word"),
        required=False,
        max_length=LONGEST_QUERY,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of organisation"), required=False)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Land or oblast"), required=False)
    sort = forms.ChoiceField(
        label=gettext_lazy("Order"),
        required=False,
        choices=[
            ("", gettext_lazy("Youngest first")),
            ("old", gettext_lazy("Oldest first")),
            ("ending", gettext_lazy("Ending soonest")),
        ],
    )

    def __init__(self, *args: Any, regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        any_choice = ("", pgettext_lazy("filter", "All"))
        choices: dict[str, Any] = {
            "country": [("", _("All countries")), *COUNTRIES[1:]],
            "kind": [any_choice, *OrganisationKind.choices],
            "theme": [("", _("All themes")), *Theme.choices],
            "region": [any_choice, *regions],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]

    def clean_q(self) -> str:
        return without_controls(self.cleaned_data["q"])


class WatchForm(forms.Form):
    title = OneLineField(label=gettext_lazy("Name of the search"), max_length=120)
    rhythm = forms.ChoiceField(label=gettext_lazy("How often may we write?"), choices=Rhythm, initial=Rhythm.WEEKLY)
    filters = forms.CharField(widget=forms.HiddenInput, required=False, max_length=600)


class FeedbackForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Does not suit, because"),
        choices=[("", gettext_lazy("– it does suit –")), *Unsuitable.choices],
        required=False,
    )
