"""Offers and wishes of organisations, for the newsletter."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from spilno.common.enums import Visibility
from spilno.common.news import NewsEntry
from spilno.common.visibility import ANONYMOUS
from spilno.organisations.enums import Direction, OrganisationStatus
from spilno.organisations.models import HelpEntry
from spilno.organisations.queries.directory import offers_in_force


class HelpEntries:
    """Public entries in force of confirmed organisations."""

    def __init__(self, code: str, direction: Direction, label: str | Promise) -> None:
        self.code, self._direction, self._label = code, direction, label

    @property
    def label(self) -> str:
        return str(self._label)

    def _public(self) -> QuerySet[HelpEntry]:
        found = offers_in_force(ANONYMOUS).filter(
            direction=self._direction,
            visibility=Visibility.PUBLIC,
            organisation__status=OrganisationStatus.CONFIRMED,
        )
        return found.select_related("organisation__area")

    @staticmethod
    def _entry(row: HelpEntry) -> NewsEntry:
        return NewsEntry(
            key=str(row.pk),
            title=row.organisation.label,
            title_language=row.organisation.label_language,
            text=row.text,
            text_language=row.language,
            path=reverse("organisations:detail", args=[row.organisation_id]),
        )

    def newest(self, limit: int) -> list[NewsEntry]:
        return [self._entry(row) for row in self._public().order_by("-pk")[:limit]]

    def entries(self, keys: Sequence[str]) -> list[NewsEntry]:
        found = {str(row.pk): row for row in self._public().filter(pk__in=[key for key in keys if key.isdecimal()])}
        return [self._entry(found[key]) for key in keys if key in found]


offers = HelpEntries("organisations.offers", Direction.OFFERS, _("Offers of organisations"))
wishes = HelpEntries("organisations.wishes", Direction.SEEKS, _("What organisations are looking for"))
