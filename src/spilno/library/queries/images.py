"""Where an image is shown."""

from django.db.models import Max
from django.utils import timezone

from spilno.library.models import DocumentVersion, Image


def used_in(image: Image) -> list[DocumentVersion]:
    """Versions that readers see, will see or somebody writes, whose texts name it as `image:12`.

    Not the old ones: what was published never changes, and somebody in the picture may have withdrawn their consent.
    """
    now = timezone.now()
    live = DocumentVersion.objects.live(now).order_by().values("document", "language").annotate(newest=Max("number"))
    newest = {(one["document"], one["language"]): one["newest"] for one in live}
    found = DocumentVersion.objects.filter(text__holds=f"](image:{image.pk})").select_related("document")
    rows = found.order_by("document__key", "language", "-number")
    return [one for one in rows if one.number >= newest.get((one.document_id, one.language), 0)]
