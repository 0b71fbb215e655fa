"""A portrait: drafted by the partners, published by the network office."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.common.audit import record
from spilno.common.errors import RefusedError
from spilno.partnerships.enums import PortraitStatus
from spilno.partnerships.models import Portrait, PortraitAnswer
from spilno.partnerships.queries.access import Keeping


@transaction.atomic
def save_answers(acting: Keeping, *, language: str, answers: Mapping[str, str]) -> Portrait:
    """The interview in one language; empty answers are removed. A published portrait goes back to review.

    The language in which an answer stands first is its original; others are marked as made from its present version.
    """
    portrait, _created = Portrait.objects.get_or_create(partnership=acting.partnership)
    before, after = {}, {}
    for question, text in answers.items():
        rows = PortraitAnswer.objects.filter(portrait=portrait, question=question)
        stored = rows.filter(language=language).first()
        old = stored.text if stored else ""
        if old == text:
            continue
        before[question], after[question] = old, text
        if not text and stored:
            stored.delete()
            continue
        source = rows.exclude(language=language).filter(source_version=0).first()
        row = stored or PortraitAnswer(portrait=portrait, question=question, language=language, version=0)
        row.text, row.updated_at, row.version = text, timezone.now(), row.version + 1
        row.source_version = source.version if source else 0
        row.save()
    if after:
        if portrait.status == PortraitStatus.PUBLISHED and not acting.may_confirm:
            portrait.status = PortraitStatus.REVIEW
        portrait.changed_at = timezone.now()
        portrait.save()
    record("partnerships.save_answers", portrait, before=before, after=after, **acting.for_audit)
    return portrait


@transaction.atomic
def submit_portrait(acting: Keeping, portrait: Portrait) -> None:
    """Hand it to the network office. Raises RefusedError while nothing is answered."""
    if not portrait.answers.exists():
        raise RefusedError(_("Please answer at least one question first."))
    _move(acting, portrait, PortraitStatus.REVIEW, "partnerships.submit_portrait")


@transaction.atomic
def publish_portrait(acting: Keeping, portrait: Portrait) -> None:
    if not acting.may_confirm:
        raise RefusedError(_("Only the network office can do this."))
    portrait.published_at = timezone.now()
    _move(acting, portrait, PortraitStatus.PUBLISHED, "partnerships.publish_portrait")


@transaction.atomic
def withdraw_portrait(acting: Keeping, portrait: Portrait) -> None:
    """Back to a draft: gone from the public page at once."""
    _move(acting, portrait, PortraitStatus.DRAFT, "partnerships.withdraw_portrait")


def _move(acting: Keeping, portrait: Portrait, status: PortraitStatus, action: str) -> None:
    before = {"status": portrait.status}
    portrait.status = status
    portrait.save()
    record(action, portrait, before=before, after={"status": status}, **acting.for_audit)
