"""Dates that are only a year or a month: kept as such, sorted by their first day, shown as precisely as they are known.

A table keeps two columns, `X_on` (the first day of what is known) and `X_precision`.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

EARLIEST, LATEST = 1000, 2200


class Precision(models.TextChoices):
    DAY = "day", gettext_lazy("day")
    MONTH = "month", gettext_lazy("month")
    YEAR = "year", gettext_lazy("year")


_DAY = re.compile(r"^(\d{1,2})\s*[./]\s*(\d{1,2})\s*[./]\s*(\d{2}|\d{4,5})$")
_ISO = re.compile(r"^(\d{4,5})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ].*)?$")
_MONTH = re.compile(r"^(\d{1,2})\s*[./]\s*(\d{4,5})$")
_YEAR = re.compile(r"^(\d{4,5})(?:\.0)?$")


@dataclass(frozen=True, order=True)
class PartialDate:
    """`on` is the first day of the known year, month or day."""

    on: date
    precision: Precision = Precision.DAY

    @classmethod
    def parse(cls, text: str) -> Self:
        """`24.12.2026`, `24.12.26`, `2026-12-24`, `12/2026`, `2026-12`, `2026`. Raises ValueError with a readable text."""
        asked = " ".join(text.split())
        year, month, day = _parts(asked)
        if not EARLIEST <= year <= LATEST:
            raise ValueError(_("The year %(year)d cannot be right.") % {"year": year})
        if month is None:
            return cls(date(year, 1, 1), Precision.YEAR)
        if not 1 <= month <= 12:
            raise ValueError(_("There is no month %(month)d.") % {"month": month})
        if day is None:
            return cls(date(year, month, 1), Precision.MONTH)
        if not 1 <= day <= calendar.monthrange(year, month)[1]:
            raise ValueError(_("This day does not exist: %(text)s.") % {"text": asked})
        return cls(date(year, month, day), Precision.DAY)

    @property
    def last_day(self) -> date:
        if self.precision == Precision.YEAR:
            return date(self.on.year, 12, 31)
        if self.precision == Precision.MONTH:
            return self.on.replace(day=calendar.monthrange(self.on.year, self.on.month)[1])
        return self.on

    @property
    def iso(self) -> str:
        """As ISO 8601 writes reduced precision: 2026, 2026-12, 2026-12-24."""
        return self.on.isoformat()[: {"year": 4, "month": 7}.get(self.precision, 10)]

    @property
    def typed(self) -> str:
        """As somebody would type it: 2026, 12/2026, 24.12.2026."""
        return ("." if self.precision == Precision.DAY else "/").join(reversed(self.iso.split("-")))

    def __str__(self) -> str:
        if self.precision == Precision.YEAR:
            return str(self.on.year)
        return date_format(self.on, "YEAR_MONTH_FORMAT" if self.precision == Precision.MONTH else "DATE_FORMAT")


def _parts(text: str) -> tuple[int, int | None, int | None]:
    if found := _DAY.match(text):
        year = int(found[3])
        # Two digits are a year of this century: partnerships of last century are written in full.
        return (2000 + year if len(found[3]) == 2 else year), int(found[2]), int(found[1])
    if found := _ISO.match(text):
        return int(found[1]), int(found[2]), int(found[3]) if found[3] else None
    if found := _MONTH.match(text):
        return int(found[2]), int(found[1]), None
    if found := _YEAR.match(text):
        return int(found[1]), None, None
    raise ValueError(
        _("%(text)s is no date. Please write it like 24.12.2026, 12/2026 or 2026.") % {"text": text[:40] or "–"}
    )
