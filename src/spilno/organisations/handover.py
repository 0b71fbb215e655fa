"""The handover: everything open when a person leaves, as one document; apps above add sections of their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import OuterRef, Q, Subquery
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from spilno.accounts.models import User
from spilno.design.papers.paper import Paper, Passage, Words
from spilno.organisations.enums import Decision
from spilno.organisations.models import Delegation, HelpEntry, Invitation, JoinRequest, Message, Organisation, Thread


@dataclass
class Section:
    """A heading and its lines, each a passage in the languages of the document."""

    title: str | Promise
    lines: list[Passage] = field(default_factory=list)


SectionSource = Callable[[Organisation, User, Words], Sequence[Section]]


def _day(value: object) -> Callable[[], str]:
    return lambda: date_format(value, "DATE_FORMAT") if value else pgettext("until …", "further notice")  # type: ignore[arg-type]


def own_sections(organisation: Organisation, person: User, say: Words) -> list[Section]:
    """What the organisation itself has open, and where the person's name stands."""
    return [
        _role(organisation, person, say),
        _people(organisation, say),
        _delegations(organisation, say),
        _threads(organisation, say),
        _contacts(organisation, person, say),
        _help(organisation, say),
    ]


def _role(organisation: Organisation, person: User, say: Words) -> Section:
    rows = organisation.memberships.holding().filter(user=person)
    text = _("%(role)s, until %(date)s")
    return Section(
        _("Role of the person"), [say(text, role=one.get_role_display, date=_day(one.until)) for one in rows]
    )


def _people(organisation: Organisation, say: Words) -> Section:
    asked = JoinRequest.objects.filter(organisation=organisation, decision=Decision.WAITING).select_related("user")
    lines = [say(_("%(name)s asks to join"), name=one.user.name) for one in asked]
    invited = Invitation.objects.open().filter(organisation=organisation)
    lines += [say(_("An invitation is open until %(date)s"), date=_day(one.expires_at)) for one in invited]
    return Section(_("People who wait"), lines)


def _delegations(organisation: Organisation, say: Words) -> Section:
    rows = Delegation.objects.holding().select_related("principal__area", "delegate__area")
    given = rows.filter(principal=organisation)
    held = rows.filter(delegate=organisation)
    text = _("%(name)s acts for us: %(scope)s, until %(date)s")
    other = _("We act for %(name)s: %(scope)s, until %(date)s")
    return Section(
        _("Delegations"),
        [say(text, name=_label(one.delegate), scope=one.get_scope_display, date=_day(one.until)) for one in given]
        + [say(other, name=_label(one.principal), scope=one.get_scope_display, date=_day(one.until)) for one in held],
    )


def _label(organisation: Organisation) -> Callable[[], str]:
    return lambda: organisation.label


def _threads(organisation: Organisation, say: Words) -> Section:
    """Conversations in which the other side wrote last."""
    text = _("%(subject)s, with %(name)s, waits since %(date)s")
    last = Message.objects.filter(thread=OuterRef("pk")).order_by("-sent_at", "-pk")
    ours = Q(from_organisation=organisation, last_by_sender=False)
    theirs = Q(to_organisation=organisation, last_by_sender=True)
    rows = Thread.objects.filter(closed_at__isnull=True).annotate(last_by_sender=Subquery(last.values("by_sender")[:1]))
    waiting = rows.filter(ours | theirs).select_related("from_organisation__area", "to_organisation__area", "from_user")
    lines = [
        say(text, subject=one.subject, name=_other_side(one, organisation), date=_day(one.last_at)) for one in waiting
    ]
    return Section(_("Messages that wait for an answer"), lines)


def _other_side(thread: Thread, organisation: Organisation) -> Callable[[], str]:
    if thread.from_organisation_id == organisation.pk:
        return _label(thread.to_organisation)
    person = thread.from_user.name if thread.from_user else "–"
    return _label(thread.from_organisation) if thread.from_organisation else lambda: person


def _contacts(organisation: Organisation, person: User, say: Words) -> Section:
    rows = organisation.contact_points.filter(person=person)
    return Section(_("Contacts that name the person"), [say.same(one.title) for one in rows])


def _help(organisation: Organisation, say: Words) -> Section:
    rows = HelpEntry.objects.filter(organisation=organisation)
    text = _("%(kind)s: %(what)s, until %(date)s")
    return Section(
        _("Offers and wishes"),
        [say(text, kind=one.get_kind_display, what=one.text, date=_day(one.until)) for one in rows],
    )


def handover_sections(organisation: Organisation, person: User, languages: Sequence[str]) -> list[Section]:
    """Our own sections and those of the apps named in `HANDOVER_SECTIONS`; empty ones are left in, they say so."""
    say = Words(languages)
    sources: list[SectionSource] = [import_string(name) for name in settings.HANDOVER_SECTIONS]
    return [section for source in sources for section in source(organisation, person, say)]


def handover_paper(organisation: Organisation, person: User, languages: Sequence[str]) -> Paper:
    say = Words(languages)
    paper = Paper(say.languages, say(_("Handover")), foot=say(_("For internal use only.")))
    paper.subtitle = say(_("%(organisation)s · %(person)s"), organisation=_label(organisation), person=person.name)
    for section in handover_sections(organisation, person, languages):
        paper.heading(say(section.title))
        if section.lines:
            paper.items(section.lines)
        else:
            paper.text(say(_("Nothing open.")))
    return paper
