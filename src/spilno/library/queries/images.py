"""Where an image is shown."""

from spilno.library.models import DocumentVersion, Image


def used_in(image: Image) -> list[DocumentVersion]:
    """Versions that show it; their texts name it as `image:12`."""
    found = DocumentVersion.objects.filter(text__contains=f"](image:{image.pk})").select_related("document")
    return list(found.order_by("document__key", "language", "-number")[:50])
