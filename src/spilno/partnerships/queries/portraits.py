"""Published portraits, for everybody."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import get_language

from spilno.common.reading import languages_for_reader
from spilno.common.visibility import ANONYMOUS
from spilno.organisations.queries import withdrawn
from spilno.partnerships.enums import PortraitQuestion, PortraitStatus
from spilno.partnerships.models import Partnership, Portrait, PortraitAnswer
from spilno.partnerships.searchable import title_in, with_parties


@dataclass(frozen=True)
class PortraitLine:
    """A portrait in a list: the partners' names in the reader's language, and how its first answer begins."""

    portrait: Portrait
    title: str
    answer: PortraitAnswer | None


def published_portraits() -> "QuerySet[Portrait]":
    """The newest first; none of a relation that is hidden or withdrawn."""
    seen = Partnership.objects.visible_to(ANONYMOUS, *withdrawn())
    rows = Portrait.objects.filter(status=PortraitStatus.PUBLISHED, partnership__in=seen)
    rows = rows.select_related("partnership").prefetch_related("answers")
    return with_parties(rows, "partnership__").order_by("-published_at", "-pk")


def portrait_lines(rows: "list[Portrait]") -> list[PortraitLine]:
    language = (get_language() or "en")[:2]
    questions = list(PortraitQuestion.values)
    order = languages_for_reader()
    found = []
    for row in rows:
        answers = sorted(
            (one for one in row.answers.all() if one.language in order),
            key=lambda one: (questions.index(one.question), order.index(one.language)),
        )
        title = title_in(list(row.partnership.parties.all()), language)
        found.append(PortraitLine(row, title, answers[0] if answers else None))
    return found
