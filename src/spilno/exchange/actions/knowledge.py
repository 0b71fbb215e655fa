"""Advice: written down at a meeting, published with its report, looked at again after a year."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record, snapshot
from spilno.common.errors import RefusedError
from spilno.common.language_texts import write_text
from spilno.exchange.enums import KnowledgeStatus
from spilno.exchange.models import KnowledgeItem, KnowledgeText, Meeting
from spilno.places.lookup import folded

# After this long somebody asks whether it is still true.
CHECK_AGAIN_AFTER = timedelta(days=365)
MOST_ADVICE = 100


def _index(item: KnowledgeItem) -> None:
    words = [text for one in item.texts.order_by("language") for text in (one.question, one.text)]
    item.search_text = " " + " ".join(" ".join(folded(text).split()) for text in words)
    item.save()


@transaction.atomic
def give_advice(
    meeting: Meeting | None,
    values: Mapping[str, Any],
    *,
    language: str,
    question: str,
    answer: str,
    acting_user: User,
) -> KnowledgeItem:
    """A draft; published with the report of its meeting, or by the network office where it comes from a consultation."""
    if meeting and KnowledgeItem.objects.filter(meeting=meeting).count() >= MOST_ADVICE:
        raise RefusedError(_("A meeting has %(number)d pieces of advice at most.") % {"number": MOST_ADVICE})
    day = timezone.localdate(meeting.starts_at) if meeting else timezone.localdate()
    item = KnowledgeItem.objects.create(
        meeting=meeting, given_on=day, checked_on=day, check_again_on=day + CHECK_AGAIN_AFTER, **values
    )
    KnowledgeText.objects.create(item=item, language=language, question=question, text=answer)
    _index(item)
    # Who brought a consultation's advice would tell whose case it was.
    giver = acting_user if meeting else None
    record("exchange.give_advice", item, acting_user=giver, after={**values, "question": question})
    return item


@transaction.atomic
def write_advice(
    item: KnowledgeItem,
    values: Mapping[str, Any],
    *,
    language: str,
    question: str,
    answer: str,
    version: int,
    acting_user: User,
) -> KnowledgeItem:
    """Its texts in one language, and what all languages share. Raises ChangedMeanwhileError."""
    row = KnowledgeItem.objects.select_for_update().get(pk=item.pk)
    rows = KnowledgeText.objects.filter(item=row)
    own = rows.filter(language=language, source_version=0).exists() or not rows.exists()
    before = snapshot(row, values)
    write_text(rows, language=language, text=answer, original=own, version=version, item=row, question=question)
    for name, value in values.items():
        setattr(row, name, value)
    _index(row)
    record(
        "exchange.write_advice",
        row,
        acting_user=acting_user,
        before=before | {"text": ""},
        after=snapshot(row, values) | {"text": f"{language}: {question}"},
    )
    return row


@transaction.atomic
def remove_advice(item: KnowledgeItem, *, acting_user: User) -> None:
    """A draft only: what was public is marked outdated instead."""
    if item.status != KnowledgeStatus.DRAFT:
        raise RefusedError(_("What was published is marked as outdated, not removed."))
    record("exchange.remove_advice", item, acting_user=acting_user, after={})
    item.delete()


@transaction.atomic
def check_advice(item: KnowledgeItem, *, still_true: bool, acting_user: User) -> None:
    """Somebody has looked at it today; what is no longer true stays to be found, and says so."""
    row = KnowledgeItem.objects.select_for_update().get(pk=item.pk)
    if row.status == KnowledgeStatus.DRAFT:
        raise RefusedError(_("A draft is published with the report of its meeting."))
    before = snapshot(row, ["status", "checked_on", "check_again_on"])
    row.status = KnowledgeStatus.PUBLISHED if still_true else KnowledgeStatus.OUTDATED
    row.checked_on = timezone.localdate()
    row.check_again_on = row.checked_on + CHECK_AGAIN_AFTER
    row.save()
    record("exchange.check_advice", row, acting_user=acting_user, before=before)


@transaction.atomic
def publish_advice(item: KnowledgeItem, *, acting_user: User) -> None:
    """A draft that belongs to no meeting. Raises RefusedError for one that waits for its report."""
    row = KnowledgeItem.objects.select_for_update().get(pk=item.pk)
    if row.status == KnowledgeStatus.DRAFT and row.meeting_id:
        raise RefusedError(_("A draft is published with the report of its meeting."))
    if row.status == KnowledgeStatus.DRAFT:
        row.status = KnowledgeStatus.PUBLISHED
        row.save()
        record("exchange.publish_advice", row, acting_user=acting_user, after={"status": row.status})
