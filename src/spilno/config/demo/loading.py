"""Everything of the demonstration in one transaction: all of it or nothing."""

from django.db import transaction

from spilno.accounts.models import User
from spilno.common.enums import MailStatus
from spilno.common.errors import RefusedError
from spilno.common.models import DemonstrationRow, OutboxMail
from spilno.config.demo import exchange, network, seeking
from spilno.config.demo.people import DOMAIN, make_people
from spilno.config.demo.rows import delete_all, noting
from spilno.design import demonstration
from spilno.funding.models import Programme
from spilno.organisations.models import Organisation
from spilno.places import gazetteer
from spilno.places.models import Area


def is_new() -> bool:
    """Nobody works here yet, and nobody has taken a demonstration away."""
    lived_in = User.objects.exists() or Organisation.objects.exists()
    return not demonstration.state() and not lived_in


def load() -> int:
    """Gives the number of rows. Raises RefusedError where it is there already, or no places are."""
    if DemonstrationRow.objects.exists():
        raise RefusedError("the demonstration is loaded already")
    if not Area.objects.filter(country="DE").exists() or not Area.objects.filter(country="UA").exists():
        raise RefusedError("no places are loaded; run `spilno places import geonames` first")
    # Built before anything is locked: it takes seconds, the rest does not.
    gazetteer.gazetteer()
    with transaction.atomic(), noting() as made:
        _build()
        # They were written by the way and are for nobody: shown where outgoing mails are shown, sent nowhere.
        OutboxMail.objects.filter(to__endswith=f"@{DOMAIN}").update(status=MailStatus.SETTLED)
    demonstration.note(demonstration.LOADED)
    return len(made)


def _build() -> None:
    built = network.make_offices(make_people())
    coordinator = built.people["coordinator"]
    network.make_ties(built)
    network.make_partnerships(built)
    seeking.make_answers(built, seeking.make_requests(built))
    seeking.make_case(built)
    exchange.make_past_meeting(built, coordinator)
    exchange.make_series(built, coordinator)
    exchange.make_consultation(built)
    exchange.make_newsletter(built, coordinator)
    _remind_of_deadlines(built.people["editor.dortmund"])


def _remind_of_deadlines(user: User) -> None:
    from spilno.funding.actions.reminders import wish_reminder

    for programme in Programme.objects.order_by("pk")[:2]:
        wish_reminder(programme, acting_user=user)


def remove() -> int:
    """Gives the number of rows that were noted. Raises RefusedError where there is none."""
    if not DemonstrationRow.objects.exists():
        raise RefusedError("no demonstration is loaded")
    removed = delete_all()
    demonstration.note(demonstration.REMOVED)
    return removed
