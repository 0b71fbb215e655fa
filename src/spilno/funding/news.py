"""Deadlines to come, for the newsletter: each says when somebody last compared it with its source."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from spilno.common.news import NewsEntry
from spilno.funding.models import Programme
from spilno.funding.queries.programmes import DeadlineRow, deadlines_of

# Further ahead nobody plans by a newsletter; what is over stays tellable for a while, as issues are opened later.
AHEAD = timedelta(days=183)
BACK = timedelta(days=400)


class Deadlines:
    code = "funding.deadlines"
    _label: str | Promise = gettext_lazy("Funding deadlines")

    @property
    def label(self) -> str:
        return str(self._label)

    @staticmethod
    def _rows(first: date) -> list[DeadlineRow]:
        return deadlines_of(Programme.objects.published().with_rows(), first)

    @staticmethod
    def _key(row: DeadlineRow) -> str:
        return f"{row.call.pk}-{int(row.stage)}"

    def _entry(self, row: DeadlineRow) -> NewsEntry:
        language = (get_language() or "en")[:2]
        checked = row.programme.last_checked
        state = (
            _("Last checked on %(date)s; please compare with the funder’s page.")
            % {"date": date_format(checked.at, "DATE_FORMAT")}
            if checked
            else _("Nobody has checked this record yet; please compare with the funder’s page.")
        )
        return NewsEntry(
            key=self._key(row),
            title=f"{row.programme.label}: {row.day}",
            title_language=row.programme.label_language,
            text=f"{row.stage.label}. {state}",
            text_language=language,
            path=reverse("funding:detail", args=[row.programme.key]),
        )

    def newest(self, limit: int) -> list[NewsEntry]:
        """The next ones first: what is due soonest is what readers need."""
        today = timezone.localdate()
        return [self._entry(row) for row in self._rows(today) if row.until <= today + AHEAD][:limit]

    def entries(self, keys: Sequence[str]) -> list[NewsEntry]:
        found = {self._key(row): self._entry(row) for row in self._rows(timezone.localdate() - BACK)}
        return [found[key] for key in keys if key in found]


deadlines = Deadlines()
