"""Finding advice: by its words, and by places however they are spelled."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.db.models import Q
from django.http import Http404
from django.utils.translation import get_language

from spilno.common.visibility import Viewer
from spilno.engine.errors import InvalidInput
from spilno.exchange import rules
from spilno.exchange.enums import KnowledgeStatus
from spilno.exchange.models import KnowledgeItem, KnowledgeText, Topic
from spilno.exchange.models.reports import KnowledgeQuerySet
from spilno.exchange.queries.access import Reader
from spilno.organisations.queries import rights_of, viewer_of
from spilno.places import gazetteer
from spilno.places.lookup import folded, folded_names

MOST_WORDS = 6
# Shorter names hide in other words.
SHORTEST_NAME = 4
MOST_NAMES = 60
# Words this long say what a topic is about.
TELLING = 6
SHOWN_KNOWN = 5


@dataclass(frozen=True)
class Said:
    """An item as one reader sees it: its text in their language, else the original."""

    item: KnowledgeItem
    text: KnowledgeText

    @property
    def is_outdated(self) -> bool:
        return self.item.status == KnowledgeStatus.OUTDATED

    @property
    def status_text(self) -> str:
        original = next((one for one in self.item.texts.all() if one.is_original), None)
        return "" if self.text.is_original else str(self.text.status_beside(original).label)


def said(items: Iterable[KnowledgeItem]) -> list[Said]:
    """Items read with their texts (`prefetch_related("texts")`)."""
    mine, found = (get_language() or "en")[:2], []
    for item in items:
        texts = sorted(item.texts.all(), key=lambda one: (one.language != mine, not one.is_original))
        if texts:
            found.append(Said(item, texts[0]))
    return found


def _spellings(word: str) -> list[str]:
    """Every name of the places that a word may mean, folded."""
    try:
        link = gazetteer.find(word, k=3)
    except InvalidInput:
        return []
    names = folded_names([hit.id for hit in link.hits])
    return [name for name in names if len(name) >= SHORTEST_NAME][:MOST_NAMES]


def _has(word: str) -> Q:
    """The word begins one of the text's words; Ukrainian and German endings follow it."""
    return Q(search_text__holds=f" {word}")


def search(viewer: Viewer, text: str, theme: str = "") -> KnowledgeQuerySet:
    """Advice that has all the words; a word that names a place may stand there in any spelling."""
    rows = KnowledgeItem.objects.visible_to(viewer).published()
    if theme:
        rows = rows.filter(theme=theme)
    words = text.split()[:MOST_WORDS]
    if words:
        each = [reduce(or_, [_has(folded(word)), *map(_has, _spellings(word))]) for word in words]
        wanted = reduce(and_, each)
        if len(words) > 1:
            # A name of several words: Bad Kreuznach, Кривий Ріг.
            wanted = reduce(or_, [wanted, *map(_has, _spellings(" ".join(words)))])
        rows = rows.filter(wanted)
    # "outdated" sorts before "published": what holds comes first.
    return rows.order_by("-status", "-given_on", "-pk")


def known_about(topic: Topic, viewer: Viewer) -> list[Said]:
    """What is known already: advice on the same theme or with telling words of the title; most words first."""
    words = {word for word in folded(topic.title).split() if len(word) >= TELLING}
    wanted = [_has(word[:-2]) for word in sorted(words)[:MOST_WORDS]]
    if topic.theme:
        wanted.append(Q(theme=topic.theme))
    if not wanted:
        return []
    rows = KnowledgeItem.objects.visible_to(viewer).filter(reduce(or_, wanted), status=KnowledgeStatus.PUBLISHED)
    items = list(rows.prefetch_related("texts").order_by("-given_on", "-pk")[:200])
    items.sort(key=lambda one: -sum(f" {word[:-2]}" in one.search_text for word in words))
    return said(items[:SHOWN_KNOWN])


def get_advice_for(user: Reader, pk: int) -> tuple[KnowledgeItem, bool]:
    """(advice, may edit it). Raises Http404 for a draft, except to the hosts of its meeting."""
    rights = rights_of(user)
    row = KnowledgeItem.objects.select_related("meeting__host__area").filter(pk=pk).first()
    if row is None:
        raise Http404
    editing = rights.is_coordinator or (row.meeting is not None and rules.may_host(rights, row.meeting))
    if not editing and not KnowledgeItem.objects.visible_to(viewer_of(user, rights)).filter(pk=pk).exists():
        raise Http404
    return row, editing


def get_advice_to_edit(user: Reader, pk: int) -> KnowledgeItem:
    row, editing = get_advice_for(user, pk)
    if not editing:
        raise Http404
    return row
