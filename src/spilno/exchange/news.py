"""Reports and meetings to come, for the newsletter."""

import re
from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spilno.common.clocks import both_hours
from spilno.common.markup import first_paragraph
from spilno.common.news import NewsEntry
from spilno.common.visibility import ANONYMOUS
from spilno.exchange.models import Meeting, MeetingQuerySet, Report
from spilno.exchange.queries.reports import published_reports, text_of

LONGEST_TEASER = 400


class Reports:
    code = "exchange.reports"
    _label: str | Promise = _("Reports of the exchange")

    @property
    def label(self) -> str:
        return str(self._label)

    @staticmethod
    def _entry(row: Report) -> NewsEntry | None:
        found = text_of(row)
        if found is None:
            return None
        text = found[0]
        return NewsEntry(
            key=str(row.pk),
            title=text.title,
            title_language=text.language,
            # Often it leads to a list, which a teaser does not have.
            text=re.sub(r":$", ".", first_paragraph(text.text)[:LONGEST_TEASER]),
            text_language=text.language,
            path=reverse("exchange:report", args=[row.pk]),
        )

    def newest(self, limit: int) -> list[NewsEntry]:
        return [entry for row in published_reports()[:limit] if (entry := self._entry(row))]

    def entries(self, keys: Sequence[str]) -> list[NewsEntry]:
        rows = published_reports().filter(pk__in=[key for key in keys if key.isdecimal()])
        found = {str(row.pk): entry for row in rows if (entry := self._entry(row))}
        return [found[key] for key in keys if key in found]


class Events:
    """Public meetings that are on; a past one stays in an issue that was sent."""

    code = "exchange.events"
    _label: str | Promise = _("Meetings to come")

    @property
    def label(self) -> str:
        return str(self._label)

    @staticmethod
    def _public() -> MeetingQuerySet:
        return Meeting.objects.visible_to(ANONYMOUS).filter(status="published").select_related("series")

    @staticmethod
    def _entry(row: Meeting) -> NewsEntry:
        text = "\n".join(part for part in (both_hours(row), row.about) if part)
        return NewsEntry(
            key=str(row.pk),
            title=row.label,
            title_language=row.label_language,
            text=text[:LONGEST_TEASER],
            text_language=row.about_language,
            path=reverse("exchange:meeting", args=[row.pk]),
        )

    def newest(self, limit: int) -> list[NewsEntry]:
        return [self._entry(row) for row in self._public().to_come(timezone.now())[:limit]]

    def entries(self, keys: Sequence[str]) -> list[NewsEntry]:
        rows = self._public().filter(pk__in=[key for key in keys if key.isdecimal()])
        found = {str(row.pk): row for row in rows}
        return [self._entry(found[key]) for key in keys if key in found]


reports = Reports()
events = Events()
