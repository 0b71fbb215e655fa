"""A portrait: drafted by the partners, published by the network office."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from spilno.common.audit import record
from spilno.common.errors import RefusedError
from spilno.common.language_texts import write_text
from spilno.common.stamps import check_stamp
from spilno.partnerships.enums import PortraitStatus
from spilno.partnerships.models import Portrait, PortraitAnswer
from spilno.partnerships.queries.access import Keeping, answers_in


@transaction.atomic
def save_answers(acting: Keeping, *, language: str, answers: Mapping[str, str], stamp: str) -> Portrait:
    """The interview in one language; empty answers are removed. What the partners change of a published portrait goes back
    to review. Raises ChangedMeanwhileError where the answers are no longer those that the form showed.

    The language in which an answer stands first is its original; others are marked as made from its present version.
    """
    made, _created = Portrait.objects.get_or_create(partnership=acting.partnership)
    portrait = Portrait.objects.select_for_update().get(pk=made.pk)
    stored = answers_in(portrait, language)
    check_stamp(stored, stamp)
    changed = {question: text for question, text in answers.items() if stored.get(question, "") != text}
    for question, text in changed.items():
        rows = PortraitAnswer.objects.filter(portrait=portrait, question=question)
        own = rows.filter(language=language, source_version=0).exists()
        columns = {"portrait": portrait, "question": question}
        write_text(rows, language=language, text=text, original=own, version=None, **columns)
    if changed:
        if portrait.status == PortraitStatus.PUBLISHED and not acting.may_confirm:
            portrait.status = PortraitStatus.REVIEW
        portrait.changed_at = timezone.now()
        portrait.save()
    before = {question: stored.get(question, "") for question in changed}
    record("partnerships.save_answers", portrait, before=before, after=changed, **acting.for_audit)
    return portrait


@transaction.atomic
def submit_portrait(acting: Keeping, portrait: Portrait) -> None:
    """Hand it to the network office. Raises RefusedError while nothing is answered."""
    _check_answered(portrait)
    _move(acting, portrait, PortraitStatus.REVIEW, "partnerships.submit_portrait")


@transaction.atomic
def publish_portrait(acting: Keeping, portrait: Portrait) -> None:
    if not acting.may_confirm:
        raise RefusedError(_("Only the network office can do this."))
    _check_answered(portrait)
    portrait.published_at = timezone.now()
    _move(acting, portrait, PortraitStatus.PUBLISHED, "partnerships.publish_portrait")


@transaction.atomic
def withdraw_portrait(acting: Keeping, portrait: Portrait) -> None:
    """Back to a draft: gone from the public page at once."""
    _move(acting, portrait, PortraitStatus.DRAFT, "partnerships.withdraw_portrait")


def _check_answered(portrait: Portrait) -> None:
    if not portrait.answers.exists():
        raise RefusedError(_("Please answer at least one question first."))


def _move(acting: Keeping, portrait: Portrait, status: PortraitStatus, action: str) -> None:
    before = {"status": portrait.status}
    portrait.status = status
    portrait.save()
    record(action, portrait, before=before, after={"status": status}, **acting.for_audit)
