"""A new edition of a register: it must be whole, and units that it no longer names have ended.

Nothing is ever deleted: an ended unit keeps its page, its names and what hangs on it, and leads to its successor where
the register lets one know it.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from spilno.places.enums import CodeScheme, RunStatus
from spilno.places.importers.account import Account
from spilno.places.importers.errors import BadFile
from spilno.places.importers.planning import Planner, Stated
from spilno.places.models import AreaCode, ImportRun

# Below this share of the last edition's rows a file is taken to be cut; reforms end a few units in a hundred.
FEWEST = 0.9
# Registers of one file each; of the others a single file may be imported again by itself.
_WHOLE = {"destatis", "katottg", "kse", "warstatus", "twins"}
_SHOWN = 5
Missing = dict[int, str]  # area and its code


def refuse_far_fewer(kind: str, account: Account) -> None:
    """Raise BadFile where a file has far fewer rows than the one last taken over."""
    if kind not in _WHOLE:
        return
    done = ImportRun.objects.filter(kind=kind, status=RunStatus.DONE).order_by("-ended_at", "-pk")
    before = next((run.get("in", 0) for run in done.values_list("account", flat=True)[:1]), 0)
    now = len(account.statuses)
    if now < before * FEWEST:
        file = account.places[0][0] if account.places else kind
        raise BadFile(
            f"{file}: {now} rows, where the last edition had {before}; is the file cut? --force takes it all the same"
        )


def end_the_missing(planner: Planner, stated: Sequence[Stated], scheme: CodeScheme, edition: date | None) -> None:
    """Add to the plan: units of this source that the edition leaves out end, and those that came back live again."""
    named = {planner.ids[unit.key] for unit in stated if unit.key in planner.ids}
    own = {pk for pk, area in planner.areas.items() if area["source_id"] == planner.source_id and planner.source_id}
    back = [pk for pk in own & named if planner.areas[pk]["valid_to"] is not None]
    planner.plan.updates["successor_id", "valid_to"].extend((None, None, pk) for pk in back)
    codes = AreaCode.objects.filter(scheme=scheme).values_list("area_id", "code").iterator(20_000)
    missing = {pk: code for pk, code in codes if pk in own - named and planner.areas[pk]["valid_to"] is None}
    if not missing:
        return
    refused = planner.account.totals()["rejected"]
    if refused:
        planner.account.notes.append(
            f"{len(missing)} units of the last edition are not named; they stay, since {refused} rows were refused"
        )
        return
    successors = _successors(planner, missing, stated, scheme)
    for pk in sorted(missing):
        began = planner.areas[pk]["valid_from"]
        day = edition if edition and (began is None or began <= edition) else timezone.localdate()
        planner.plan.updates["successor_id", "valid_to"].append((successors.get(pk), day, pk))
    some = ", ".join(sorted(missing.values())[:_SHOWN]) + (" …" if len(missing) > _SHOWN else "")
    planner.account.notes.append(f"{len(missing)} units that this edition no longer names have ended: {some}")


def _successors(
    planner: Planner, missing: Missing, stated: Sequence[Stated], scheme: CodeScheme
) -> dict[int, int | None]:
    """The new unit that is the ended one under another code.

    The last five digits of a KATOTTG code stay with a unit when it moves; in Germany the name within the Land tells.
    """
    fresh: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for unit in stated:
        area = planner.ids.get(unit.key)
        if area is not None and area not in planner.areas:
            fresh[_sameness(scheme, unit.key[1], unit.sets["name"], unit.sets["level"])].append(area)
    found: dict[int, int | None] = {}
    for pk, code in missing.items():
        old = planner.areas[pk]
        heirs = fresh.get(_sameness(scheme, code, old["name"], old["level"]), [])
        found[pk] = heirs[0] if len(heirs) == 1 else None
    return found


def _sameness(scheme: CodeScheme, code: str, name: str, level: str) -> tuple[str, ...]:
    return (code[-5:],) if scheme == CodeScheme.KATOTTG else (code[:2], name, level)
