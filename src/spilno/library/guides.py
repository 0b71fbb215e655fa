"""A guide by its key, for pages below that lead to it."""

from django.urls import reverse
from django.utils import timezone

from spilno.common.reading import languages_for_reader
from spilno.library.models import DocumentVersion
from spilno.library.models.documents import newest_by_language


def guide_of(key: str) -> dict[str, str] | None:
    """Address, title and the title's language of a paper on the site; one query."""
    rows = DocumentVersion.objects.live(timezone.now()).filter(document__key=key, document__withdrawn_at__isnull=True)
    by_language = newest_by_language(rows.only("language", "number", "title"))
    for language in languages_for_reader():
        if language in by_language:
            title = by_language[language].title
            return {"address": reverse("library:document", args=[key]), "title": title, "language": language}
    return None
