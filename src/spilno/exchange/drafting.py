"""A report's first text, from what was entered: nothing is typed twice.

Confidential topics are not named; the advice they led to is, because whoever wrote it down wrote it to be passed on.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from spilno.common.clocks import own_hours
from spilno.common.visibility import ANONYMOUS
from spilno.exchange.enums import MeetingKind, Stage, TopicCircle, TopicStatus, Turns
from spilno.exchange.models import KnowledgeItem, KnowledgeText, Meeting, Topic
from spilno.exchange.queries.meetings import next_meeting
from spilno.exchange.queries.registrations import areas_of, stages_of
from spilno.places.enums import AreaLevel

# What a reader takes for a large town.
LARGE = 100_000
EARLIER = timedelta(days=365)
MOST_EARLIER = 5


def draft(meeting: Meeting, language: str) -> tuple[str, str]:
    """(title, text) in one language; `common.markup` reads the text."""
    with override(language):
        day = date_format(meeting.starts_at.astimezone(ZoneInfo(meeting.zone)), "DATE_FORMAT")
        advice = list(KnowledgeItem.objects.filter(meeting=meeting).prefetch_related("texts").order_by("pk"))
        parts = [*_format(meeting), *_who(meeting), *_topics(meeting, advice, language)]
        parts += [*_links(advice), *_next(meeting), *_earlier(meeting), _where_to_read_on()]
        return f"{meeting.label}, {day}"[:200], "\n\n".join(part for part in parts if part)


def _format(meeting: Meeting) -> list[str]:
    found = [meeting.about or (meeting.series.about if meeting.series else "")]
    if meeting.series and meeting.series.turns == Turns.ALTERNATE:
        found.append(_("A themed exchange takes place every two months, an open peer exchange in the months between."))
    return found


def _who(meeting: Meeting) -> list[str]:
    stages = stages_of(meeting)
    if not stages.total:
        return []
    text = ngettext("%(number)d municipality took part:", "%(number)d municipalities took part:", stages.total)
    said = {
        Stage.PARTNERSHIP: lambda n: ngettext("%(number)d with a partnership", "%(number)d with a partnership", n),
        Stage.EXAMINATION: lambda n: ngettext(
            "%(number)d with an examination order", "%(number)d with an examination order", n
        ),
        Stage.FIRST_THOUGHTS: lambda n: ngettext("%(number)d with first thoughts", "%(number)d with first thoughts", n),
    }
    lines = [f"- {said[Stage(stage)](number) % {'number': number}}" for stage, number in stages.by_stage.items()]
    return [f"## {_('Who took part')}", "\n".join([text % {"number": stages.total}, *lines]), _sizes(meeting)]


def _sizes(meeting: Meeting) -> str:
    """Districts, large and small municipalities among them, as far as the registers know; never which."""
    areas = areas_of(meeting)
    districts = sum(one.level == AreaLevel.DISTRICT for one in areas)
    towns = [one for one in areas if one.level != AreaLevel.DISTRICT and one.population]
    large = sum((one.population or 0) >= LARGE for one in towns)
    small = len(towns) - large
    said = [
        (districts, ngettext("%(number)d district", "%(number)d districts", districts)),
        (large, ngettext("%(number)d municipality of 100,000 people or more",
                         "%(number)d municipalities of 100,000 people or more", large)),
        (small, ngettext("%(number)d smaller municipality", "%(number)d smaller municipalities", small)),
    ]  # fmt: skip
    known = [text % {"number": number} for number, text in said if number]
    return _("Among them: %(list)s.") % {"list": ", ".join(known)} if len(known) > 1 else ""


def _text(item: KnowledgeItem, language: str) -> KnowledgeText | None:
    """In the language, else the original."""
    texts = sorted(item.texts.all(), key=lambda one: (one.language != language, not one.is_original))
    return texts[0] if texts else None


def _advice(item: KnowledgeItem, language: str) -> list[str]:
    text = _text(item, language)
    return [text.question, text.text] if text else []


def _topics(meeting: Meeting, advice: list[KnowledgeItem], language: str) -> list[str]:
    """Topics of the agenda in its order with their advice, then advice without a topic that may be named."""
    rows = Topic.objects.filter(agenda_items__meeting=meeting, circle=TopicCircle.NETWORK)
    named = list(rows.exclude(status=TopicStatus.WITHDRAWN).order_by("agenda_items__position", "pk"))
    parts = []
    for topic in named:
        parts.append(f"## {topic.title}")
        for item in advice:
            if item.topic_id == topic.pk:
                parts += _advice(item, language)
    keys = {topic.pk for topic in named}
    for item in advice:
        if item.topic_id not in keys and (said := _advice(item, language)):
            parts += [f"## {said[0]}", *said[1:]]
    return parts


def _links(advice: list[KnowledgeItem]) -> list[str]:
    found = list(dict.fromkeys(link for item in advice for link in item.link_list))
    return [f"## {_('Links')}", "\n".join(f"- {link}" for link in found)] if found else []


def _next(meeting: Meeting) -> list[str]:
    following = next_meeting(meeting)
    if following is None:
        return []
    return [f"## {_('Next date')}", f"{following.label}: {own_hours(following)}"]


def _earlier(meeting: Meeting) -> list[str]:
    """Information events of the last year that everybody may look up."""
    rows = (
        Meeting.objects.visible_to(ANONYMOUS)
        .past(meeting.starts_at)
        .filter(kind=MeetingKind.INFORMATION, status="published", starts_at__gte=meeting.starts_at - EARLIER)
    )
    lines = [
        f"- [{one.label}]({reverse('exchange:meeting', args=[one.pk])}), "
        f"{date_format(one.starts_at.astimezone(ZoneInfo(one.zone)), 'DATE_FORMAT')}"
        for one in rows[:MOST_EARLIER]
    ]
    return [f"## {_('Information events of the last year')}", "\n".join(lines)] if lines else []


def _where_to_read_on() -> str:
    text = _(
        "All reports stand under [Reports](%(reports)s). New ones are announced in the [newsletter](%(newsletter)s)."
    )
    return text % {"reports": reverse("exchange:reports"), "newsletter": reverse("newsletter:subscribe")}
