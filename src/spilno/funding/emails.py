"""Mails about funding, in the recipient's language, through the outbox."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from spilno.accounts.models import User
from spilno.common.outbox import queue_mail
from spilno.common.tokens import absolute
from spilno.funding.queries.programmes import DeadlineRow


def send_reminder(user: User, deadline: DeadlineRow, today: date) -> bool:
    """False where this deadline was told before. Nothing in it was typed by strangers."""
    programme, days = deadline.programme, (deadline.until - today).days
    with override(user.language):
        left = ngettext("%(days)d day is left.", "%(days)d days are left.", days) % {"days": days}
        subject = _("Deadline of a funding programme: %(date)s") % {"date": deadline.day}
        text = "\n\n".join(
            [
                f"{programme.label}: {deadline.stage.label}, {deadline.day}\n{left}",
                _("Please compare the dates with the funder’s own page before you rely on them:"),
                programme.link or absolute(reverse("funding:detail", args=[programme.key])),
                _("You asked to be reminded. Here you can end that:"),
                absolute(reverse("funding:detail", args=[programme.key])),
                _("Spilno"),
            ]
        )
    once = f"funding:{user.pk}:{deadline.call.pk}:{int(deadline.stage)}:{deadline.until:%Y%m%d}"
    mail = queue_mail(
        to=user.email, subject=subject, text=text + "\n", language=user.language, account_id=user.pk, once=once
    )
    return mail is not None
