"""An image with the words for those who do not see it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from spilno.common.form_fields import OneLineField
from spilno.library.picturing import Drawn, NoImageError, draw


class ImageForm(forms.Form):
    alt_de = OneLineField(
        label=gettext_lazy("What it shows, in German"),
        max_length=250,
        required=False,
        help_text=gettext_lazy("For those who do not see it: one sentence without “The image shows”."),
    )
    alt_uk = OneLineField(label=gettext_lazy("What it shows, in Ukrainian"), max_length=250, required=False)
    alt_en = OneLineField(label=gettext_lazy("What it shows, in English"), max_length=250, required=False)
    credit = OneLineField(
        label=gettext_lazy("Who made it, on what terms"),
        max_length=200,
        help_text=gettext_lazy("For example: City of Dortmund, CC BY 4.0. People in it have agreed."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(f"alt_{language}") for language in ("de", "uk", "en")):
            self.add_error("alt_de", _("Please say in at least one language what the image shows."))
        return cleaned


class NewImageForm(ImageForm):
    file = forms.FileField(
        label=gettext_lazy("Image file"),
        help_text=gettext_lazy(
            "JPEG, PNG or WebP, 15 MB at most. It is drawn anew: place, time and camera in it disappear."
        ),
    )
    field_order = ("file", "alt_de", "alt_uk", "alt_en", "credit")
    drawn: Drawn

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        problems = {
            "large": _("This file is too large; 15 MB are allowed."),
            "kind": _("This file is no JPEG, PNG or WebP image."),
            "pixels": _("This image has too many pixels; 60 million are allowed."),
            "broken": _("This image is damaged."),
        }
        try:
            self.drawn = draw(file, file.size)
        except NoImageError as error:
            raise forms.ValidationError(problems[error.code]) from error
        return file
