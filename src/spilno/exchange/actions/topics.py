"""Bringing a topic, supporting it, putting two that mean the same together."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from spilno.accounts.models import User
from spilno.common.audit import record, snapshot
from spilno.common.errors import ChangedMeanwhileError, RefusedError
from spilno.exchange.enums import TopicStatus
from spilno.exchange.models import AgendaItem, Meeting, Topic, TopicSupport
from spilno.organisations.queries.rights import Acting


@transaction.atomic
def bring_topic(acting: Acting, values: Mapping[str, Any], *, meeting: Meeting | None = None) -> Topic:
    """Its own organisation supports it from the start."""
    topic = Topic.objects.create(**values, organisation=acting.organisation, brought_by=acting.user, meeting=meeting)
    TopicSupport.objects.create(topic=topic, organisation=acting.organisation)
    after = {**values, "meeting": meeting.pk if meeting else None}
    record("exchange.bring_topic", topic, after=after, **acting.for_audit)
    return topic


@transaction.atomic
def change_topic(topic: Topic, values: Mapping[str, Any], *, version: int, acting_user: User) -> Topic:
    """Raises ChangedMeanwhileError where somebody else has saved in between."""
    row = Topic.objects.select_for_update().get(pk=topic.pk)
    before = snapshot(row, values)
    if row.version != version:
        raise ChangedMeanwhileError(before)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    record("exchange.change_topic", row, acting_user=acting_user, before=before, after=snapshot(row, values))
    return row


def _root(pk: int) -> Topic:
    """The topic that stands for this one now, locked."""
    row = Topic.objects.select_for_update().get(pk=pk)
    while row.merged_into_id:
        row = Topic.objects.select_for_update().get(pk=row.merged_into_id)
    return row


@transaction.atomic
def support_topic(acting: Acting, topic: Topic) -> None:
    """One vote for each organisation, on the topic that stands for this one. Twice is once."""
    row = _root(topic.pk)
    if row.status != TopicStatus.OPEN:
        raise RefusedError(_("This topic is not open any more."))
    support, made = TopicSupport.objects.get_or_create(topic=row, organisation=acting.organisation)
    if made:
        record("exchange.support_topic", row, after={"supported_by": support.organisation_id}, **acting.for_audit)


@transaction.atomic
def end_support(acting: Acting, topic: Topic) -> None:
    row = _root(topic.pk)
    if row.organisation_id == acting.organisation.pk:
        raise RefusedError(_("Whoever brings a topic supports it. You can withdraw the topic itself."))
    gone, _rows = TopicSupport.objects.filter(topic=row, organisation=acting.organisation).delete()
    if gone:
        record("exchange.end_support", row, after={"not_supported_by": acting.organisation.pk}, **acting.for_audit)


@transaction.atomic
def merge_topics(topic: Topic, into: Topic, *, acting_user: User) -> Topic:
    """`topic` goes into `into`, which takes over its votes; an organisation that supports both counts once.

    Raises RefusedError for a topic into itself, however many merges lie between, and for one that is not open.
    """
    # Locked in the order of their keys, so that two merges crosswise wait instead of blocking each other.
    list(Topic.objects.select_for_update().filter(pk__in=[topic.pk, into.pk]).order_by("pk"))
    source, target = Topic.objects.get(pk=topic.pk), _root(into.pk)
    if source.pk == target.pk:
        raise RefusedError(_("A topic cannot be merged into itself."), field="into")
    if source.status != TopicStatus.OPEN or target.status != TopicStatus.OPEN:
        raise RefusedError(_("Only open topics can be merged."), field="into")
    supports = TopicSupport.objects.filter(topic=source)
    TopicSupport.objects.bulk_create(
        [
            TopicSupport(topic=target, organisation_id=one.organisation_id, created_at=one.created_at)
            for one in supports
        ],
        ignore_conflicts=True,
    )
    source.status, source.merged_into = TopicStatus.MERGED, target
    source.version += 1
    source.save()
    AgendaItem.objects.filter(topic=source).delete()
    record("exchange.merge_topics", source, acting_user=acting_user, after={"merged_into": target.pk})
    return target


@transaction.atomic
def close_topic(topic: Topic, *, status: TopicStatus, acting_user: User) -> None:
    """Withdrawn by whoever brought it, or spoken of."""
    row = Topic.objects.select_for_update().get(pk=topic.pk)
    if row.status != TopicStatus.OPEN:
        raise RefusedError(_("This topic is not open any more."))
    before = {"status": row.status}
    row.status = status
    row.version += 1
    row.save()
    if status == TopicStatus.WITHDRAWN:
        AgendaItem.objects.filter(topic=row).delete()
    record("exchange.close_topic", row, acting_user=acting_user, before=before, after={"status": status})
