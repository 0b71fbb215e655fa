"""Issues that were sent, in the search across everything."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spilno.common.visibility import Viewer
from spilno.newsletter import content
from spilno.newsletter.models import Issue
from spilno.search.findable import Findable, Source, Wording, same


class Issues(Source):
    kind = "issue"
    label = _("Newsletter issues")
    one = pgettext_lazy("search", "Newsletter issue")
    follows = {"newsletter.issue": same}

    def keys(self) -> "QuerySet[Any]":
        return Issue.objects.public().values_list("pk", flat=True)

    def read(self, keys: Sequence[int]) -> list[Findable]:
        rows = Issue.objects.public().filter(pk__in=keys).prefetch_related("editions")
        return [_thing(row) for row in rows]

    def visible(self, viewer: Viewer, keys: Sequence[int]) -> set[int]:
        return set(Issue.objects.public().filter(pk__in=keys).values_list("pk", flat=True))


def _said(parts: Sequence[content.Part]) -> str:
    """Only what the office wrote itself: the entries of others are found under their own kinds, as they are now."""
    return "\n".join(line for part in parts for line in (part.heading, part.text) if line)


def _thing(row: Issue) -> Findable:
    return Findable(
        key=row.pk,
        path=reverse("newsletter:issue_page", args=[row.pk]),
        wordings=tuple(
            Wording(one.language, one.subject, _said(content.written_by_hand(one)))
            for one in sorted(row.editions.all(), key=lambda edition: edition.language)
        ),
        on=row.started_at,
    )


source = Issues()
