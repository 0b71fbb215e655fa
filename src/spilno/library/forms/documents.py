"""What a document is, its text in one language, when it appears."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.urls import resolve, reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spilno.common.form_fields import DayField, OneLineField, Pictures, RichTextField, VersionField
from spilno.library.enums import DocumentKind, Place, Reader
from spilno.library.models import Document
from spilno.library.models.documents import LONGEST_TEXT
from spilno.organisations.forms.sensitive import SensitiveWarning
from spilno.organisations.models import Organisation


class DocumentForm(forms.ModelForm):
    valid_as_of = DayField(
        label=gettext_lazy("Valid as of"),
        required=False,
        help_text=gettext_lazy("On this day the facts in it were true. For example 24.12.2026"),
    )
    readers = forms.MultipleChoiceField(
        label=gettext_lazy("For whom"),
        choices=Reader,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: for everybody."),
    )

    class Meta:
        model = Document
        fields = ("key", "kind", "original_language", "valid_as_of", "answered_by", "readers", "place", "position")
        labels = {
            "key": gettext_lazy("Last part of the address"),
            "kind": gettext_lazy("Kind"),
            "original_language": gettext_lazy("Language it is translated from"),
            "answered_by": gettext_lazy("Who answers for it"),
            "place": gettext_lazy("Where pages link to it"),
            "position": gettext_lazy("Position in lists"),
        }
        help_texts = {
            "key": gettext_lazy("Small letters, digits and hyphens, for example first-steps."),
            "position": gettext_lazy("Smaller numbers come first."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["original_language"] = forms.ChoiceField(
            label=fields["original_language"].label, choices=settings.LANGUAGES
        )
        fields["kind"].choices = DocumentKind.choices
        fields["place"].choices = Place.choices
        fields["answered_by"].queryset = (
            Organisation.objects.confirmed().filter(withdrawn_at__isnull=True).select_related("area").order_by("pk")
        )
        fields["answered_by"].empty_label = _("The network office")

    def clean_key(self) -> str:
        """Not a word that leads to another page of ours, where this one could be neither read nor written."""
        key = str(self.cleaned_data["key"])
        for page in ("edit", "document"):
            if resolve(reverse(f"library:{page}", args=[key])).url_name != page:
                raise forms.ValidationError(_("Another page has this address; please choose another word."))
        return key

    def validate_unique(self) -> None:
        """The action says it, beside the field, and holds against two at once."""


class VersionForm(SensitiveWarning, forms.Form):
    watched = ("title", "summary", "text")

    title = OneLineField(label=gettext_lazy("Title"), max_length=200)
    summary = OneLineField(
        label=gettext_lazy("In one or two sentences"),
        # In sight as a whole, and kept as one line.
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For lists, search engines and previews."),
    )
    text = RichTextField(
        label=gettext_lazy("Text"),
        max_length=LONGEST_TEXT,
        rows=24,
        pictures=Pictures(
            one=reverse_lazy("library:image_for_editor", args=[0]),
            choice=reverse_lazy("library:images_to_choose"),
            store=reverse_lazy("library:images"),
        ),
    )
    follows = forms.BooleanField(
        label=gettext_lazy("This translation says what the original says now"), required=False, initial=True
    )
    version = VersionField()

    def __init__(self, *args: Any, is_original: bool, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_original:
            del self.fields["follows"]
        for name in ("title", "summary", "text"):
            self.fields[name].widget.attrs["lang"] = language


class PublishForm(forms.Form):
    on = DayField(
        label=gettext_lazy("On this day"),
        required=False,
        help_text=gettext_lazy("Empty: at once. For example 24.12.2026"),
    )

    @property
    def at(self) -> datetime | None:
        day = self.cleaned_data["on"]
        return timezone.make_aware(datetime.combine(day, time.min)) if day else None
