"""The door for web servers."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spilno.config.settings")
_site = get_wsgi_application()

# All need the settings, which stand only now.
from django.conf import settings  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from spilno.common.page_cache import PageCache  # noqa: E402
from spilno.common.settling import settle  # noqa: E402

application = PageCache(_site, settings.PAGE_CACHE_BYTES)
# All views are loaded now, before anybody asks, and stay: a reader whose page falls into a full round of the collector
# would wait a quarter of a second for nothing.
get_resolver().url_patterns  # noqa: B018
settle()
