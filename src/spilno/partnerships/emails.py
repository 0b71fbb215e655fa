"""Mails about relations and case files: one function each, in the recipient's language, through the outbox."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from spilno.common.outbox import queue_mail
from spilno.common.tokens import absolute
from spilno.common.visibility import ANONYMOUS
from spilno.organisations.emails import owners_of
from spilno.organisations.models import Organisation
from spilno.organisations.queries import withdrawn
from spilno.partnerships.models import CaseStep, Partnership
from spilno.partnerships.searchable import title_in


def remind_of_step(step: CaseStep) -> None:
    """A step of a case comes near; the case's title stays on the site."""
    user = step.case.responsible
    assert user is not None and step.due_on is not None
    with override(user.language):
        text = _("A step of a case file you answer for is due on %(date)s: %(step)s.")
        lines = [
            text % {"date": date_format(step.due_on, "DATE_FORMAT"), "step": step.get_kind_display()},
            absolute(reverse("partnerships:case", args=[step.case_id])),
            _("Spilno"),
        ]
        queue_mail(
            to=user.email,
            subject=_("A step of your case file is due"),
            text="\n\n".join(lines) + "\n",
            language=user.language,
            account_id=user.pk,
            once=f"case-step:{step.pk}:{step.due_on}",
        )


def announce_review(partnership: Partnership, day: date, keepers: Iterable[Organisation]) -> None:
    """A review or an end comes near: time to extend, to upgrade or to end. What is hidden now is not named in a mail."""
    shown = Partnership.objects.visible_to(ANONYMOUS, *withdrawn()).filter(pk=partnership.pk).exists()
    parties = list(partnership.parties.select_related("area", "organisation").order_by("side", "pk")) if shown else []
    for user in {user.pk: user for keeper in keepers for user in owners_of(keeper)}.values():
        with override(user.language):
            text = _("The agreement of a partnership of yours is to be reviewed or ends on %(date)s.")
            lines = [
                *([title_in(parties, user.language)] if shown else []),
                text % {"date": date_format(day, "DATE_FORMAT")},
                _("Please decide in time whether it is extended, upgraded or ended:"),
                absolute(reverse("partnerships:detail", args=[partnership.pk])),
                _("Spilno"),
            ]
            queue_mail(
                to=user.email,
                subject=_("An agreement is to be reviewed"),
                text="\n\n".join(lines) + "\n",
                language=user.language,
                account_id=user.pk,
                once=f"review:{partnership.pk}:{day}:{user.pk}",
            )
