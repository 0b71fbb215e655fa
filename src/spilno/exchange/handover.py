"""What the exchange adds to a handover: meetings to come, and what somebody has taken on."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from spilno.accounts.models import User
from spilno.design.papers.paper import Words
from spilno.exchange.models import ActionItem, Registration
from spilno.organisations.handover import Section
from spilno.organisations.models import Organisation


def _day(value: object) -> Callable[[], str]:
    return lambda: date_format(value, "DATE_FORMAT") if value else "–"  # type: ignore[arg-type]


def sections(organisation: Organisation, person: User, say: Words) -> list[Section]:
    coming = Registration.objects.active().filter(organisation=organisation, meeting__ends_at__gte=timezone.now())
    rows = coming.filter(user=person).select_related("meeting").order_by("meeting__starts_at")
    text = _("%(name)s: %(date)s")
    meetings = [say(text, name=lambda one=one: one.meeting.label, date=_day(one.meeting.starts_at)) for one in rows]
    tasks = ActionItem.objects.filter(organisation=organisation, person=person, done_at__isnull=True)
    return [
        Section(_("Meetings the person is registered for"), meetings),
        Section(_("Tasks from meetings"), [say(text, name=one.text, date=_day(one.due_on)) for one in tasks]),
    ]
