"""A ranking as a reader sees it: lines with sentences, points on a map, columns of a comparison."""

from dataclasses import dataclass, field, replace

from django.utils.functional import Promise

from spilno.engine.matching import Change, Question, Ranked, Reason
from spilno.matching.queries import Result
from spilno.matching.sentences import LABELS, QUESTIONS, sentence
from spilno.matching.showing import MOST_LOST
from spilno.places.models import Area
from spilno.places.queries import place_key, public_position

SHORT_WHY = 3
TEN = 10
# A smaller contribution is no reason that a reader would name.
WORTH = 0.005
# A fact rather than a degree: said whenever it speaks for the place.
ALWAYS_SAID = {"bridge"}


@dataclass(frozen=True)
class Line:
    """One reason: the criterion's label, its value in percent, and the sentence."""

    code: str
    label: str | Promise
    percent: int | None
    weight: float
    contribution: float
    direction: str
    text: str


@dataclass(frozen=True)
class Suggestion:
    """One candidate of the list: `why` and `why_not` are the strongest few, `lines` all of them."""

    item: Ranked
    area: Area
    key: str
    percent: int
    evidence: int
    lines: list[Line]
    why: list[Line] = field(default_factory=list)
    why_not: list[Line] = field(default_factory=list)
    unknown: list[Line] = field(default_factory=list)
    # Its rank by fit alone, where the list stands in another order.
    by_fit: int | None = None


def line(reason: Reason, names: dict[str, str]) -> Line:
    text = sentence(reason.code, reason.value, reason.details, names)
    percent = None if reason.value is None else round(reason.value * 100)
    return Line(reason.code, LABELS[reason.code], percent, reason.weight, reason.contribution, reason.direction, text)


def suggestion(item: Ranked, area: Area, names: dict[str, str]) -> Suggestion:
    lines = [line(reason, names) for reason in item.reasons]
    ordered = sorted(lines, key=lambda one: -abs(one.contribution))
    good = [
        one
        for one in ordered
        if one.direction == "for" and one.text and ((one.percent or 0) >= 50 or one.code in ALWAYS_SAID)
    ]
    bad = [one for one in ordered if one.direction == "against" and one.text and one.contribution < -WORTH]
    return Suggestion(
        item=item,
        area=area,
        key=place_key(area),
        percent=round(item.score * 100),
        evidence=round(item.evidence * 100),
        lines=lines,
        why=good[:SHORT_WHY],
        why_not=bad[:SHORT_WHY],
        unknown=[one for one in lines if one.percent is None],
    )


def suggestions(result: Result) -> list[Suggestion]:
    names = dict(result.names)
    items = [item for item in result.ranking.items if item.id in result.areas]
    found = [suggestion(item, result.areas[item.id], names) for item in items]
    return [
        replace(one, by_fit=None if (place := result.by_fit.get(one.item.id)) == one.item.rank else place)
        for one in found
    ]


@dataclass(frozen=True)
class ChangeLine:
    label: str | Promise
    kind: str
    rank: int


def change_lines(changes: tuple[Change, ...]) -> list[ChangeLine]:
    return [ChangeLine(LABELS[change.code], change.kind, change.rank) for change in changes]


def showing_shares(result: Result) -> dict[str, int] | None:
    """Percent that the list keeps of its own fit, at least and here, and of the places seen before and after."""
    if result.showing is None:
        return None
    shares = {
        "kept": result.kept,
        "least": 1 - MOST_LOST,
        "before": result.showing.coverage_before,
        "after": result.showing.coverage_after,
    }
    return {name: round(100 * share) for name, share in shares.items()}


@dataclass(frozen=True)
class QuestionLine:
    """label: what to tell; field: where in the form, '' where it belongs elsewhere; replaced: of the first ten."""

    label: str | Promise
    field: str
    replaced: int


def question_line(question: Question | None) -> QuestionLine | None:
    """None where nothing is worth asking: less than one of the first ten would change."""
    if question is None or question.field not in QUESTIONS or round(question.change * TEN) < 1:
        return None
    label, field_name = QUESTIONS[question.field]
    return QuestionLine(label, field_name, round(question.change * TEN))


def map_points(unit: Area, found: list[Suggestion]) -> list[tuple[Area, float, float, str]]:
    """Area, latitude, longitude and label of everything that has a public position; the seeker first."""
    points = []
    for area, label in [(unit, ""), *((one.area, str(one.item.rank)) for one in found)]:
        position = public_position(area)
        if position is not None:
            points.append((area, position.lat, position.lon, label))
    return points
