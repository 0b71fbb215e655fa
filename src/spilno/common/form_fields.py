"""Form fields that every app shares: one line, several lines, a web address, a day, a version."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spilno.common.markup import as_html_for_editor, marks_of
from spilno.common.partial_dates import PartialDate
from spilno.common.plain_text import one_line, several_lines

# What a form's version may be: the largest number both databases keep in a column of ours.
MOST_VERSIONS = 2**31 - 1


class OneLineField(forms.CharField):
    """A name or title: one line, at least one visible letter."""

    def clean(self, value: Any) -> str:
        return str(super().clean(one_line(str(value or ""))))


class LongField(forms.CharField):
    """Several lines without invisible signs."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 6000)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def clean(self, value: Any) -> str:
        return str(super().clean(several_lines(str(value or ""))))


@dataclass(frozen=True)
class Pictures:
    """Addresses: what one looks like, with /0/ for its number; which there are; where one is stored."""

    one: str | Promise
    choice: str | Promise
    store: str | Promise


class RichTextWidget(forms.Textarea):
    """A text with marks; a script puts an editor in its place that gives HTML, which becomes marks again here."""

    template_name = "design/forms/rich_text.html"

    def __init__(self, *, pictures: Pictures | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.pictures = pictures

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["html"] = as_html_for_editor(value)
        context["widget"]["pictures"] = self.pictures
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return marks_of(value) if value and data.get(f"{name}-is-html") else value


class RichTextField(LongField):
    """Several lines with headings, lists, links; cleans to marks (`common.markup`).

    pictures: where the editor finds stored images; none where readers see none.
    """

    def __init__(self, *, rows: int = 16, pictures: Pictures | None = None, **kwargs: Any) -> None:
        super().__init__(rows=rows, **kwargs)
        attrs = {"rows": rows, "maxlength": self.max_length, "autocomplete": "off"}
        self.widget = RichTextWidget(attrs=attrs, pictures=pictures)


class WebField(forms.URLField):
    """An address on the web; http and https only."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=300, assume_scheme="https", **kwargs)

    def clean(self, value: Any) -> str:
        found = str(super().clean(value))
        if found and not found.lower().startswith(("https://", "http://")):
            raise forms.ValidationError(_("Please enter an address that begins with https://."))
        return found


class DayField(forms.DateField):
    """A day as people write it here: 24.12.2026, 2026-12-24 or 24.12.26."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"autocomplete": "off"}, format="%d.%m.%Y"))
        kwargs.setdefault("help_text", _("For example 24.12.2026"))
        super().__init__(input_formats=["%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y"], **kwargs)


class PartialDateField(forms.CharField):
    """A day, a month or a year, as people write them; cleans to a `PartialDate` or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("help_text", _("Like 24.12.2026, 12/2026 or 2026."))
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "size": "14"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.typed if isinstance(value, PartialDate) else value

    def clean(self, value: Any) -> PartialDate | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return PartialDate.parse(text)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class VersionField(forms.IntegerField):
    """The version somebody began to edit, hidden in the form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=0, max_value=MOST_VERSIONS, **kwargs)


class StampField(forms.CharField):
    """A stamp of what the form showed (`common.stamps`), hidden; none for what is new."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.HiddenInput, required=False, max_length=64, **kwargs)


class SeveralField(forms.ModelMultipleChoiceField):
    """Several rows by their keys; a key that no column could hold is no valid choice, rather than a fault."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as error:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": ""}
            ) from error
