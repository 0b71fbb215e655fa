"""What several actions on lists share: one at a time, in a state that allows it; counted again; taken back."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from spilno.common.errors import RefusedError
from spilno.partnerships.deriving import refresh_many
from spilno.partnerships.importing.planning import OUTCOMES, chunks
from spilno.partnerships.importing.writing import BATCH
from spilno.partnerships.models import ListImport, ListRow, Mention, Partnership, StatusChange

# Two lists written at once would each create what the other creates.
TURN = "partnerships.lists"


def locked(listed: ListImport, *states: str) -> ListImport:
    found = ListImport.objects.select_for_update().select_related("source").get(pk=listed.pk)
    if found.state not in states:
        raise RefusedError(_("Somebody else has gone on with this list meanwhile. Please look at it again."))
    return found


def count_again(listed: ListImport) -> None:
    counted = dict.fromkeys(OUTCOMES, 0)
    for written, status in listed.rows.values_list("written", "status"):
        outcome = status if status in counted else written.get("outcome", "unchanged")
        counted[outcome] += 1
    listed.account = {"in": sum(counted.values()), **counted}
    listed.save(update_fields=["account"])


def take_back(rows: Sequence[ListRow]) -> int:
    """Take out what these rows wrote; gives how many relations that was. Raises RefusedError naming those edited since."""
    acted = [row for row in rows if row.written.get("outcome") in ("created", "changed")]
    versions: dict[int, int] = {}
    for row in acted:
        pk = row.written["partnership"]
        versions[pk] = max(row.written["version"], versions.get(pk, 0))
    now: dict[int, Partnership] = {}
    for some in chunks(sorted(versions), BATCH):
        now |= Partnership.objects.select_for_update().in_bulk(some)
    edited = [one for pk, one in now.items() if one.version != versions[pk]]
    if edited:
        names = ", ".join(one.sort_name for one in edited[:5]) + (" …" if len(edited) > 5 else "")
        text = _("This can no longer be taken back: edited since then: %(names)s (%(count)d).")
        raise RefusedError(text % {"names": names, "count": len(edited)})
    made = {row.written["partnership"] for row in acted if row.written["outcome"] == "created"}
    for kind, name in ((Mention, "mention"), (StatusChange, "step")):
        pks = [row.written[name] for row in acted if name in row.written]
        for some in chunks(pks, BATCH):
            kind.objects.filter(pk__in=some).delete()
    for some in chunks(sorted(made), BATCH):
        Partnership.objects.filter(pk__in=some).delete()
    for some in chunks(sorted(set(now) - made), BATCH):
        refresh_many(list(Partnership.objects.filter(pk__in=some).order_by("pk")))
    return len(now)
