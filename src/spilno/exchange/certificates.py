"""A certificate of attendance, as data for `design.papers`."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from spilno.common.clocks import own_hours
from spilno.design.papers.paper import Paper, Words
from spilno.exchange.models import Registration


def certificate(row: Registration, language: str) -> Paper:
    """For somebody whom the hosts have noted as present; what they said there stays confidential."""
    say = Words([language])
    meeting = row.meeting
    paper = Paper(say.languages, say(_("Certificate of attendance")), foot=say(_("Issued by the hosts over Spilno.")))
    paper.subtitle = say.same(lambda: meeting.label)
    paper.text(
        say(
            _("%(name)s (%(organisation)s) took part in this meeting."),
            name=row.user.name or row.user.email,
            organisation=lambda: row.organisation.label,
        )
    )
    paper.table(
        [say(_("Day and hours")), say(_("Kind of meeting")), say(_("Length in minutes"))],
        [
            [
                say.same(lambda: own_hours(meeting)),
                say.same(meeting.get_kind_display),
                say.same(meeting.minutes_long),
            ]
        ],
    )
    host = meeting.host
    paper.text(
        say(_("Host: %(name)s"), name=lambda: host.label) if host else say(_("Host: the network office")),
        say(_("Issued on %(date)s."), date=lambda: date_format(timezone.localdate(), "DATE_FORMAT")),
    )
    paper.lines(1)
    return paper
