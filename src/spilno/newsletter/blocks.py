"""What other apps offer to an issue; settings.NEWSLETTER_BLOCKS names their sources."""

from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from spilno.common.news import NewsSource


@cache
def sources() -> dict[str, NewsSource]:
    """Code -> source, in the order of the settings."""
    found: list[NewsSource] = [import_string(path) for path in settings.NEWSLETTER_BLOCKS]
    return {source.code: source for source in found}
