"""Texts with their images, as a page shows them."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from spilno.common.markup import html_of
from spilno.library.models import Image
from spilno.library.picturing import widths_of


def picture(number: int, words: str) -> SafeString:
    """A stored image by its number, with its own words where the text gives none; nothing where it is gone."""
    image = Image.objects.filter(pk=number).first()
    if image is None:
        return render_to_string("library/partials/no_image.html")
    context = {"image": image, "words": words, "widths": widths_of(image.width)}
    return render_to_string("library/partials/image.html", context)


def with_pictures(text: str) -> SafeString:
    return html_of(text, picture)
