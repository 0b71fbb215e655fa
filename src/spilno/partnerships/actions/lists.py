"""Lists from elsewhere: taken in, checked, taken over as a whole, taken back as a whole."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.common.errors import RefusedError
from spilno.common.turns import in_turn_over_machines
from spilno.partnerships.enums import ListState, RowStatus
from spilno.partnerships.files import folder, forget_file
from spilno.partnerships.importing.errors import BadList
from spilno.partnerships.importing.lists import kept_bytes, plan_list, state_for, state_of
from spilno.partnerships.importing.mapping import Mapping, fits, guess_mapping
from spilno.partnerships.importing.planning import Plan, chunks
from spilno.partnerships.importing.reading import as_dict, read_list
from spilno.partnerships.importing.sheet import Sheet, clean
from spilno.partnerships.importing.taking_over import TURN, count_again, locked, take_back
from spilno.partnerships.importing.writing import BATCH, row_of, write_plan
from spilno.partnerships.models import ListImport, ListRow, RegistrySource

# Up to so many rows are checked and taken over while the page waits.
AT_ONCE = 300


def _keep(name: str, sheet: Sheet, mapping: Mapping, source: RegistrySource, user: User | None) -> ListImport:
    return ListImport.objects.create(
        source=source,
        file_name=clean(name)[:200],
        checksum=sheet.checksum,
        reading=as_dict(sheet),
        mapping=mapping.as_dict(),
        created_by=user,
    )


def import_list(
    raw: bytes, name: str, mapping: Mapping | None, source: RegistrySource, *, acting_user: User | None
) -> tuple[ListImport, Plan]:
    """Take a list over in one go: all of it, or nothing where anything goes wrong. Raises BadList.

    Read and linked before anything is locked: others go on writing meanwhile.
    """
    before = state_for("", source.pk)
    sheet, mapping, plan = plan_list(raw, name, mapping, source)
    with transaction.atomic():
        in_turn_over_machines(TURN)
        taken = not source.pk and RegistrySource.objects.filter(key=source.key).exists()
        if taken or state_for("", source.pk) != before:
            raise BadList(_("The registry has changed while this list was read. Please import it again."))
        source.mapping = mapping.as_dict()
        source.save()
        listed = _keep(name, sheet, mapping, source, acting_user)
        _take_over(listed, plan, acting_user)
    return listed, plan


@transaction.atomic
def upload_list(raw: bytes, name: str, source: RegistrySource, *, acting_user: User | None) -> ListImport:
    """Keep a list with its guessed columns; nothing is linked yet. Raises RefusedError."""
    try:
        sheet = read_list(raw, name)
        remembered = bool(source.pk) and fits(source.mapping, sheet)
        mapping = Mapping.from_dict(source.mapping) if remembered else guess_mapping(sheet)
    except BadList as error:
        raise RefusedError(str(error), field="file") from None
    if not source.pk:
        # Pressed twice, two requests would name the same new source.
        told = {"title": source.title, "url": source.url, "licence": source.licence}
        source = RegistrySource.objects.get_or_create(key=source.key, defaults=told)[0]
    else:
        source.save()
    listed = _keep(name, sheet, mapping, source, acting_user)
    folder().mkdir(parents=True, exist_ok=True)
    (folder() / sheet.checksum).write_bytes(raw)
    record("partnerships.upload_list", listed, acting_user=acting_user, after={"rows": len(sheet.rows)})
    return listed


def order_check(listed: ListImport, mapping: Mapping, *, acting_user: User | None) -> None:
    """Have a list checked with these columns: at once where it is short, else by the worker. Raises RefusedError."""
    with transaction.atomic():
        listed = locked(listed, ListState.UPLOADED, ListState.CHECKED)
        listed.mapping, listed.problem, listed.state = mapping.as_dict(), "", ListState.CHECKING
        listed.save(update_fields=["mapping", "problem", "state"])
    if listed.reading.get("rows", 0) <= AT_ONCE:
        check_list(listed, acting_user=acting_user)


def check_list(listed: ListImport, *, acting_user: User | None) -> None:
    """Dry run: rows and account as a run would have them now; a file that does not fit goes back to its columns.

    Read and linked before anything is locked: others go on writing meanwhile.
    """
    listed = ListImport.objects.select_related("source").get(pk=listed.pk)
    before = state_of(listed)
    try:
        sheet, fitted, plan = plan_list(
            kept_bytes(listed), listed.file_name, Mapping.from_dict(listed.mapping), listed.source
        )
    except (BadList, RefusedError) as error:
        _give_back(listed, ListState.CHECKING, ListState.UPLOADED, str(error))
        return
    with transaction.atomic():
        listed = locked(listed, ListState.CHECKING)
        listed.rows.all().delete()
        for some in chunks(plan.rows, BATCH):
            ListRow.objects.bulk_create(row_of(one, listed) for one in some)
        listed.reading = {**as_dict(sheet), "state": before}
        listed.mapping, listed.account, listed.state = fitted.as_dict(), plan.account, ListState.CHECKED
        listed.save()
        RegistrySource.objects.filter(pk=listed.source_id).update(mapping=fitted.as_dict())
        record("partnerships.check_list", listed, acting_user=acting_user, after=plan.account)


def order_run(listed: ListImport, *, acting_user: User | None) -> None:
    """Have a checked list taken over: at once where it is short, else by the worker. Raises RefusedError."""
    with transaction.atomic():
        listed = locked(listed, ListState.CHECKED)
        _refuse_other_state(listed)
        listed.problem, listed.state = "", ListState.RUNNING
        listed.save(update_fields=["problem", "state"])
    if listed.reading.get("rows", 0) <= AT_ONCE:
        run_list(listed, acting_user=acting_user)


def run_list(listed: ListImport, *, acting_user: User | None) -> None:
    """Do what the dry run said, or nothing: where registry or places have changed since, it waits to be checked again."""
    listed = ListImport.objects.select_related("source").get(pk=listed.pk)
    mapping = Mapping.from_dict(listed.mapping)
    try:
        plan = plan_list(kept_bytes(listed), listed.file_name, mapping, listed.source)[2]
        with transaction.atomic():
            in_turn_over_machines(TURN)
            listed = locked(listed, ListState.RUNNING)
            _refuse_other_state(listed, plan)
            listed.rows.all().delete()
            _take_over(listed, plan, acting_user)
            if not ListImport.objects.filter(checksum=listed.checksum).exclude(pk=listed.pk).exists():
                transaction.on_commit(lambda: forget_file(listed.checksum))
    except (BadList, RefusedError) as error:
        _give_back(listed, ListState.RUNNING, ListState.CHECKED, str(error))


def _refuse_other_state(listed: ListImport, plan: Plan | None = None) -> None:
    if listed.reading.get("state") != state_of(listed) or (plan is not None and plan.account != listed.account):
        raise RefusedError(_("The registry has changed since this list was checked. Please check it again."))


def _give_back(listed: ListImport, was: str, state: str, problem: str) -> None:
    """Where it was before, with what is in the way, for whoever looks at it next."""
    ListImport.objects.filter(pk=listed.pk, state=was).update(state=state, problem=problem[:400])


@transaction.atomic
def give_list_back(listed: ListImport, *, acting_user: User | None) -> None:
    """After a fault of ours: where it was before, so that nobody waits for ever and others are not held up."""
    back = ListState.UPLOADED if listed.state == ListState.CHECKING else ListState.CHECKED
    _give_back(
        listed, listed.state, back, _("Something went wrong on our side. Nothing was taken over; please try again.")
    )
    record("partnerships.give_list_back", listed, acting_user=acting_user, after={"state": back})


@transaction.atomic
def discard_list(listed: ListImport, *, acting_user: User | None) -> None:
    """Forget a list of which nothing was taken over. Raises RefusedError."""
    listed = locked(listed, ListState.UPLOADED, ListState.CHECKED)
    record("partnerships.discard_list", listed, acting_user=acting_user)
    if not ListImport.objects.filter(checksum=listed.checksum).exclude(pk=listed.pk).exists():
        transaction.on_commit(lambda: forget_file(listed.checksum))
    listed.delete()


def _take_over(listed: ListImport, plan: Plan, user: User | None) -> None:
    written = write_plan(plan, listed, user)
    _supersede(listed, {one.checked.fingerprint for one in plan.rows if one.status == RowStatus.ASK})
    for some in chunks(plan.rows, BATCH):
        ListRow.objects.bulk_create(written.note(one, row_of(one, listed)) for one in some)
    listed.account, listed.state, listed.applied_at = plan.account, ListState.APPLIED, timezone.now()
    listed.save()
    record("partnerships.import_list", listed, acting_user=user, after=plan.account)


def _supersede(listed: ListImport, asked: set[str]) -> None:
    """A question that this list asks again is asked once: the older row of the same source no longer waits."""
    waiting = ListRow.objects.filter(
        list_import__source=listed.source_id, list_import__state=ListState.APPLIED, status=RowStatus.ASK
    )
    older = [row for row in waiting.iterator(BATCH) if row.written.get("fingerprint") in asked] if asked else []
    for row in older:
        row.status, row.message = RowStatus.UNCHANGED, {"code": "asked_again"}
    ListRow.objects.bulk_update(older, ["status", "message"], batch_size=BATCH)
    for number in {row.list_import_id for row in older}:
        count_again(ListImport.objects.get(pk=number))


@transaction.atomic
def undo_list(listed: ListImport, *, acting_user: User | None) -> None:
    """Take the whole list back. Raises RefusedError naming the relations that somebody has edited since."""
    in_turn_over_machines(TURN)
    listed = locked(listed, ListState.APPLIED)
    relations = take_back([row for row in listed.rows.exclude(written={}) if "version" in row.written])
    listed.state, listed.undone_at = ListState.UNDONE, timezone.now()
    listed.save(update_fields=["state", "undone_at"])
    record("partnerships.undo_list", listed, acting_user=acting_user, after={"relations": relations})
