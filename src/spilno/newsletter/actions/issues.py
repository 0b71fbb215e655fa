"""Composing, testing, scheduling and starting an issue."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record
from spilno.common.errors import ChangedMeanwhileError, RefusedError
from spilno.common.outbox import queue_mail
from spilno.common.stamps import check_stamp
from spilno.newsletter import content
from spilno.newsletter.enums import IssueState
from spilno.newsletter.models import Block, BlockText, Edition, Issue, Topic
from spilno.newsletter.models.issues import EDITABLE
from spilno.newsletter.recipients import queue_deliveries
from spilno.places.models import Area

# Stands in the links of a test mail; belongs to nobody.
NOBODYS_KEY = "test"
Texts = Mapping[str, tuple[str, str]]


def _changed(issue: Issue) -> None:
    """A new version, for which no test holds. Raises RefusedError where the issue may no longer be changed."""
    values = {"version": F("version") + 1, "state": IssueState.DRAFT}
    if not Issue.objects.filter(pk=issue.pk, state__in=EDITABLE).update(**values):
        raise RefusedError(_("This issue is scheduled or on its way; it cannot be changed any more."))
    issue.refresh_from_db()


@transaction.atomic
def create_issue(*, subjects: Mapping[str, str], acting_user: User) -> Issue:
    issue = Issue.objects.create(created_by=acting_user)
    _write_subjects(issue, subjects)
    record("newsletter.create_issue", issue, acting_user=acting_user, after={"subjects": subjects})
    return issue


def _write_subjects(issue: Issue, subjects: Mapping[str, str]) -> None:
    for language, subject in subjects.items():
        if subject:
            Edition.objects.update_or_create(issue=issue, language=language, defaults={"subject": subject})
        else:
            Edition.objects.filter(issue=issue, language=language).delete()


@transaction.atomic
def change_issue(
    issue: Issue,
    *,
    subjects: Mapping[str, str],
    topics: Iterable[Topic],
    regions: Iterable[Area],
    version: int,
    acting_user: User,
) -> None:
    """Raises ChangedMeanwhileError where somebody else has saved since `version`, RefusedError for one on its way."""
    before = {"subjects": {one.language: one.subject for one in issue.editions.all()}}
    if issue.version != version:
        raise ChangedMeanwhileError({f"subject_{language}": text for language, text in before["subjects"].items()})
    _changed(issue)
    _write_subjects(issue, subjects)
    issue.topics.set(topics)
    issue.regions.set(regions)
    after = {"subjects": {language: text for language, text in subjects.items() if text}, "version": issue.version}
    record("newsletter.change_issue", issue, acting_user=acting_user, before=before, after=after)


@transaction.atomic
def add_block(issue: Issue, *, source: str = "", keys: Sequence[str] = (), texts: Texts, acting_user: User) -> Block:
    """At the end. `texts`: language -> (heading, text)."""
    _changed(issue)
    last = issue.blocks.aggregate(last=Max("position"))["last"] or 0
    block = Block.objects.create(issue=issue, position=last + 1, source_code=source, keys=list(keys))
    _write_texts(block, texts)
    record(
        "newsletter.add_block", block, acting_user=acting_user, after={"source": source, "keys": keys, "texts": texts}
    )
    return block


def _write_texts(block: Block, texts: Texts) -> None:
    for language, (heading, text) in texts.items():
        if heading or text:
            values = {"heading": heading, "text": text}
            BlockText.objects.update_or_create(block=block, language=language, defaults=values)
        else:
            BlockText.objects.filter(block=block, language=language).delete()


@transaction.atomic
def change_block(
    block: Block, *, texts: Texts, keys: Sequence[str] | None = None, stamp: str, acting_user: User
) -> None:
    """Raises ChangedMeanwhileError where somebody else has changed this block since `stamp`."""
    row = Block.objects.select_for_update().get(pk=block.pk)
    before = row.form_values()
    check_stamp(before, stamp)
    _changed(block.issue)
    if keys is not None:
        row.keys = list(keys)
        row.save(update_fields=["keys"])
    _write_texts(row, texts)
    record("newsletter.change_block", row, acting_user=acting_user, before=before, after=row.form_values())


@transaction.atomic
def move_block(block: Block, *, up: bool, acting_user: User) -> None:
    """Change places with the neighbour, if there is one."""
    _changed(block.issue)
    order = list(block.issue.blocks.values_list("pk", flat=True))
    here = order.index(block.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    for position, pk in enumerate(order, start=1):
        Block.objects.filter(pk=pk).update(position=position)
    record("newsletter.move_block", block, acting_user=acting_user, before={"place": here}, after={"place": there})


@transaction.atomic
def remove_block(block: Block, *, acting_user: User) -> None:
    _changed(block.issue)
    record("newsletter.remove_block", block, acting_user=acting_user)
    block.delete()


@transaction.atomic
def delete_issue(issue: Issue, *, acting_user: User) -> None:
    _changed(issue)
    record("newsletter.delete_issue", issue, acting_user=acting_user)
    issue.delete()


def _must_be_complete(issue: Issue) -> list[Edition]:
    """Raises RefusedError where an edition would be empty, or there is none."""
    editions = list(issue.editions.select_related("issue").order_by("language"))
    if not editions:
        raise RefusedError(_("The issue needs a subject in at least one language."))
    for edition in editions:
        if not content.written(issue, edition.language):
            raise RefusedError(
                _("In %(language)s there is no text yet.") % {"language": edition.get_language_display()}
            )
    return editions


@transaction.atomic
def send_test(issue: Issue, *, acting_user: User) -> None:
    """Each edition to whoever composes it; its links lead to nobody's subscription. Raises RefusedError if incomplete."""
    editions = _must_be_complete(issue)
    for edition in editions:
        said = content.letter(edition, NOBODYS_KEY)
        subject = _("Test: %(subject)s") % {"subject": said.subject}
        queue_mail(
            to=acting_user.email,
            subject=subject,
            text=said.text,
            html=said.html,
            language=said.language,
            account_id=acting_user.pk,
        )
    tested = Issue.objects.filter(pk=issue.pk, state__in=EDITABLE, version=issue.version)
    if not tested.update(state=IssueState.TESTED):
        raise RefusedError(_("Somebody else has changed this issue meanwhile. Please look at it once more."))
    record("newsletter.send_test", issue, acting_user=acting_user, after={"version": issue.version})


@transaction.atomic
def schedule_issue(issue: Issue, *, at: datetime | None, version: int, acting_user: User) -> None:
    """`at` None is now. Raises RefusedError for an issue of which this version was not tested."""
    _must_be_complete(issue)
    when = at or timezone.now()
    ready = Issue.objects.filter(pk=issue.pk, state=IssueState.TESTED, version=version)
    if not ready.update(state=IssueState.SCHEDULED, scheduled_at=when):
        raise RefusedError(_("Please send a test of this version to yourself first."))
    record("newsletter.schedule_issue", issue, acting_user=acting_user, after={"at": when})


@transaction.atomic
def cancel_schedule(issue: Issue, *, acting_user: User) -> None:
    """Raises RefusedError once sending has begun."""
    waiting = Issue.objects.filter(pk=issue.pk, state=IssueState.SCHEDULED)
    if not waiting.update(state=IssueState.TESTED, scheduled_at=None):
        raise RefusedError(_("Sending has begun; it cannot be cancelled any more."))
    record("newsletter.cancel_schedule", issue, acting_user=acting_user)


@transaction.atomic
def start_sending(issue: Issue, *, acting_user: User | None) -> int:
    """Freeze the content and queue it for everybody it is for; returns how many. 0 where somebody else has begun."""
    now = timezone.now()
    due = Issue.objects.filter(pk=issue.pk, state=IssueState.SCHEDULED, scheduled_at__lte=now)
    editions = list(issue.editions.all())
    if not due.update(state=IssueState.SENDING, started_at=now):
        return 0
    for edition in editions:
        edition.frozen = content.as_data(content.written(issue, edition.language))
        edition.save(update_fields=["frozen"])
    number = queue_deliveries(issue, [edition.language for edition in editions])
    record("newsletter.start_sending", issue, acting_user=acting_user, after={"started_at": now, "number": number})
    return number


def start_due_issues(*, acting_user: User | None) -> int:
    due = Issue.objects.filter(state=IssueState.SCHEDULED, scheduled_at__lte=timezone.now())
    return sum(start_sending(issue, acting_user=acting_user) for issue in due)
