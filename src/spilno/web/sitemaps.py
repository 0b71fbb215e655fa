"""The site's map for search engines: what anybody may read, in every language, with its other languages named."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils import timezone

from spilno.exchange.models import Report
from spilno.exchange.queries.reports import published_reports
from spilno.library.models import Document
from spilno.organisations.queries import withdrawn
from spilno.partnersearch.models import PartnerRequest
from spilno.partnerships.models import Partnership, Portrait
from spilno.partnerships.queries.portraits import published_portraits

# The class takes a parameter for the type checker only.
if TYPE_CHECKING:
    _Map = Sitemap[Any]
else:
    _Map = Sitemap

STARTS = (
    "web:home", "matching:results", "partnersearch:requests", "partnerships:registry",
    "partnerships:portraits", "organisations:directory",
    "funding:programmes", "exchange:meetings", "exchange:reports", "exchange:knowledge", "library:documents",
    "library:help", "places:search", "places:levels", "places:sources", "newsletter:subscribe",
)  # fmt: skip


class _EveryLanguage(_Map):
    i18n = True
    alternates = True
    x_default = False
    limit = 5000


class Starts(_EveryLanguage):
    def items(self) -> list[str]:
        return list(STARTS)

    def location(self, item: str) -> str:
        return reverse(item)


class Documents(_EveryLanguage):
    def items(self) -> Any:
        return Document.objects.standing(timezone.now()).order_by("pk")

    def location(self, item: Document) -> str:
        return reverse("library:page" if item.is_page else "library:document", args=[item.key])


class Reports(_EveryLanguage):
    def items(self) -> Any:
        return published_reports().order_by("pk")

    def location(self, item: Report) -> str:
        return reverse("exchange:report", args=[item.pk])

    def lastmod(self, item: Report) -> datetime | None:
        return item.published_at


class Requests(_EveryLanguage):
    def items(self) -> Any:
        return PartnerRequest.objects.published().order_by("pk")

    def location(self, item: PartnerRequest) -> str:
        return reverse("partnersearch:request", args=[item.pk])


class Relations(_EveryLanguage):
    def items(self) -> Any:
        return Partnership.objects.published(*withdrawn()).order_by("pk")

    def location(self, item: Partnership) -> str:
        return reverse("partnerships:detail", args=[item.pk])


class Portraits(_EveryLanguage):
    def items(self) -> Any:
        return published_portraits().order_by("pk")

    def location(self, item: Portrait) -> str:
        return reverse("partnerships:portrait", args=[item.partnership_id])

    def lastmod(self, item: Portrait) -> datetime | None:
        return item.published_at


SITEMAPS: dict[str, type[_EveryLanguage]] = {
    "site": Starts,
    "documents": Documents,
    "reports": Reports,
    "requests": Requests,
    "partnerships": Relations,
    "portraits": Portraits,
}
