"""Keeping the index: what is handed in is folded and stored, what changed is read again, what is gone is dropped."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from spilno.common.models import AuditEntry
from spilno.places.enums import REGIONS, AreaLevel
from spilno.places.models import Area
from spilno.search.asking import INSIDE, in_language, inside, of_kind, of_region
from spilno.search.findable import Findable, Source, sources
from spilno.search.models import Bookmark, SearchDocument
from spilno.search.words import LONGEST_TEXT, words_of

AT_ONCE = 500
# Counted up when words are folded otherwise: the worker then writes everything anew, while the old rows still answer.
_LAYOUT = "4"
_MADE_NOW = f"{_LAYOUT}-"
# An entry may become visible after younger ones, when its transaction ends later; none takes longer than this.
SETTLES_AFTER = timedelta(minutes=15)
COMPARE_EVERY = timedelta(minutes=10)
# So many missing things are read in one round of the worker, which has other work, too.
MOST_IN_ROUND = 2000
_COLUMNS = ["audience", "owners", "languages", "on", "title", "names", "words", "digest"]

# Entries younger than the bookmark that this process has followed.
_followed: set[int] = set()


class _Line:
    """The way up from each of some areas, and their names: a query for each step, however many areas there are."""

    def __init__(self, ids: Iterable[int]) -> None:
        self._rows: dict[int, tuple[int | None, str, list[str]]] = {}
        wanted = set(ids)
        while wanted:
            rows = Area.objects.filter(pk__in=wanted)
            for pk, parent, level, *names in rows.values_list(
                "pk", "parent_id", "level", "name", "name_de", "name_uk", "name_en"
            ):
                self._rows[pk] = (parent, level, names)
            wanted = {row[0] for row in self._rows.values() if row[0]} - self._rows.keys()

    def words(self, areas: Sequence[int]) -> list[str]:
        found: dict[str, None] = {}
        for area in areas:
            at: int | None = area
            above: set[int] = set()
            while at in self._rows and at not in above:
                above.add(at)
                parent, level, names = self._rows[at]
                found[inside(at)] = None
                if level != AreaLevel.COUNTRY:
                    words = [word for name in names for word in words_of(name)]
                    found |= dict.fromkeys(map(of_region, words) if level in REGIONS else words)
                at = parent
        return list(found)


def _barred(values: Iterable[object]) -> str:
    return "".join(f"|{one}" for one in sorted(map(str, values))) + "|"


def _plain(text: str) -> list[str]:
    """Its words, none of which can pretend to be a place's."""
    return [word for word in words_of(text) if not INSIDE.fullmatch(word)]


def _words_of_kind(source: Source) -> str:
    """What the source's things are called, one and many, in all languages."""
    if not source.is_asked_for_by_kind:
        return ""
    said: dict[str, None] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            called = f"{source.one} {source.label} {source.also_called}"
            said |= dict.fromkeys(_plain(called))
    return " ".join(said)


def _row(source: Source, thing: Findable, line: _Line, called: str) -> SearchDocument:
    titles = " ".join(word for one in thing.wordings for word in _plain(one.title))
    texts = " ".join(word for one in thing.wordings for word in _plain(one.text[:LONGEST_TEXT]))
    languages = sorted({one.language for one in thing.wordings if one.language})
    names = [*line.words(thing.areas), *map(in_language, languages), of_kind(source.kind)]
    row = SearchDocument(
        kind=source.kind,
        key=thing.key,
        audience=thing.audience,
        owners=_barred(thing.owners),
        languages=_barred(languages),
        on=thing.on,
        title=titles,
        names="".join(f" {word}" for word in names) + " ",
        words=f"{called} {texts}".strip(),
    )
    values = repr(tuple(str(getattr(row, name)) for name in _COLUMNS[:-1]))
    row.digest = _MADE_NOW + hashlib.blake2b(values.encode(), digest_size=14).hexdigest()
    return row


@transaction.atomic
def index(source: Source, keys: Sequence[int]) -> int:
    """Read these things again; those that are no more leave the index. Gives how many rows were written or dropped."""
    things = source.read(keys)
    line = _Line({area for thing in things for area in thing.areas})
    called = _words_of_kind(source)
    rows = [_row(source, thing, line, called) for thing in things]
    own = SearchDocument.objects.filter(kind=source.kind)
    known = dict(own.filter(key__in=keys).values_list("key", "digest"))
    changed = [row for row in rows if known.get(row.key) != row.digest]
    SearchDocument.objects.bulk_create(
        changed, batch_size=AT_ONCE, update_conflicts=True, unique_fields=["kind", "key"], update_fields=_COLUMNS
    )
    gone = known.keys() - {row.key for row in rows}
    if gone:
        own.filter(key__in=gone).delete()
    return len(changed) + len(gone)


def _batches(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    for at in range(0, len(keys), AT_ONCE):
        yield keys[at : at + AT_ONCE]


def rebuild(kinds: Sequence[str] = (), *, tell: Callable[[str, int, int], None] | None = None) -> dict[str, int]:
    """Read everything again, kind by kind; search answers meanwhile. Gives kind -> number of things."""
    numbers = {}
    for kind, source in sources().items():
        if kinds and kind not in kinds:
            continue
        keys = sorted(source.keys())
        done = 0
        for some in _batches(keys):
            index(source, some)
            done += len(some)
            if tell:
                tell(kind, done, len(keys))
        _drop_gone(source, keys)
        numbers[kind] = SearchDocument.objects.filter(kind=kind).count()
    if not kinds:
        SearchDocument.objects.exclude(kind__in=sources()).delete()
    return numbers


def _drop_gone(source: Source, keys: Iterable[int]) -> None:
    gone = set(SearchDocument.objects.filter(kind=source.kind).values_list("key", flat=True)) - set(keys)
    for some in _batches(sorted(gone)):
        SearchDocument.objects.filter(kind=source.kind, key__in=some).delete()


def forget_followed() -> None:
    """Let go of what this process remembers of the trail; the next look follows again what may still be settling."""
    _followed.clear()


def _bookmark() -> Bookmark:
    """Begun behind everything old: what it left is found by comparing."""
    old = AuditEntry.objects.filter(at__lt=timezone.now() - SETTLES_AFTER).order_by("-pk")
    found = Bookmark.objects.filter(pk=1).first()
    if found is None:
        last = old.values_list("pk", flat=True).first() or 0
        found, _created = Bookmark.objects.get_or_create(pk=1, defaults={"settled": last})
    return found


def follow_trail() -> int:
    """Read again what the audit trail says was changed since the last look. Gives the number of entries followed."""
    bookmark = _bookmark()
    entries = list(AuditEntry.objects.filter(pk__gt=bookmark.settled).exclude(pk__in=_followed).order_by("pk")[:5000])
    by_label: dict[str, list[AuditEntry]] = defaultdict(list)
    for entry in entries:
        by_label[entry.object_type].append(entry)
    for source in sources().values():
        changed: set[int] = set()
        for label, follow in source.follows.items():
            if label in by_label:
                changed |= set(follow(by_label[label]))
        for some in _batches(sorted(changed)):
            index(source, some)
    _followed.update(entry.pk for entry in entries)
    _settle(bookmark)
    return len(entries)


def _settle(bookmark: Bookmark) -> None:
    """Move the bookmark behind what is old enough, and forget what lies before it."""
    old = AuditEntry.objects.filter(pk__gt=bookmark.settled, at__lt=timezone.now() - SETTLES_AFTER)
    last = old.filter(pk__in=_followed).order_by("-pk").values_list("pk", flat=True).first()
    if last:
        Bookmark.objects.filter(pk=bookmark.pk, settled__lt=last).update(settled=last)
        _followed.difference_update([pk for pk in _followed if pk <= last])


def compare(*, at_most: int = MOST_IN_ROUND) -> bool:
    """Index what is missing or was made by an older release, drop what is gone. True once nothing is missing."""
    left = at_most
    for source in sources().values():
        keys = set(source.keys())
        made_now = SearchDocument.objects.filter(kind=source.kind, digest__startswith=_MADE_NOW)
        known = set(made_now.values_list("key", flat=True))
        _drop_gone(source, keys)
        missing = sorted(keys - known)
        for some in _batches(missing[:left]):
            index(source, some)
        left -= min(left, len(missing))
        if left == 0:
            return False
    return True


def compare_when_due() -> None:
    bookmark, now = _bookmark(), timezone.now()
    if bookmark.compared_at is not None and bookmark.compared_at > now - COMPARE_EVERY:
        return
    if compare():
        Bookmark.objects.filter(pk=1).update(compared_at=now)


def drop_inside(area: int) -> None:
    """Drop everything about an area and what lies in it, at once, as an emergency withdrawal needs.

    The worker reads it again, for those who may still see it.
    """
    SearchDocument.objects.filter(names__holds=f" {inside(area)} ").delete()
