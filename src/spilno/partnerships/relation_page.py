"""What one reader may see of a relation, gathered with a fixed number of queries."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from spilno.accounts.models import User
from spilno.common.audit import entries_about
from spilno.common.enums import TextStatus, Visibility
from spilno.common.models import AuditEntry
from spilno.common.visibility import Viewer
from spilno.organisations.models import Organisation
from spilno.organisations.queries import withdrawn
from spilno.partnerships.enums import PortraitStatus
from spilno.partnerships.models import (
    Activity,
    Document,
    InvolvedOrganisation,
    Partnership,
    PartnershipText,
    PortraitAnswer,
    StatusChange,
)
from spilno.partnerships.models.history import in_order
from spilno.partnerships.queries.graph import Hidden, Third, third_partners
from spilno.partnerships.queries.relation import OtherPartner, ShownParty, other_partners, parties_shown, parts_there
from spilno.places.models import Area

T = TypeVar("T", bound=Model)
MOST_CHANGES = 30
CHANGES: dict[str, str | Promise] = {
    "partnerships.enter_partnership": _("entered the partnership"),
    "partnerships.record_status": _("recorded a step of the history"),
    "partnerships.correct_status": _("corrected a step of the history"),
    "partnerships.remove_status": _("removed a step of the history"),
    "partnerships.confirm_partnership": _("confirmed the partnership"),
    "partnerships.decline_partnership": _("declined the partnership"),
    "partnerships.merge_partnerships": _("merged a double entry"),
    "partnerships.edit_facts": _("changed themes or those involved"),
    "partnerships.save_text": _("changed the text"),
    "partnerships.add_document": _("added a document"),
    "partnerships.remove_document": _("removed a document"),
    "partnerships.save_activity": _("entered an activity"),
    "partnerships.remove_activity": _("removed an activity"),
    "partnerships.sign_case": _("signed the agreement"),
    "partnerships.import_row": _("was taken over from a list"),
    "partnerships.undo_list": _("was taken back with its list"),
}


@dataclass(frozen=True)
class Change:
    """Who changed what; the person is named to those who keep the relation."""

    entry: AuditEntry
    what: str | Promise
    behalf_of: Organisation | None
    actor: User | None


@dataclass
class RelationPage:
    sides: list[list[ShownParty]]
    history: list[StatusChange]
    themes: list[str]
    text: PartnershipText | None
    text_status: TextStatus | None
    involved: list[InvolvedOrganisation]
    agreed_thirds: list[Area]
    documents: list[Document]
    activities: list[Activity]
    sources: list[Any]
    has_portrait: bool
    thirds: list[Third] = field(default_factory=list)
    others: list[OtherPartner] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def levels_seen(viewer: Viewer, *, keeps: bool) -> list[str]:
    """Visibilities of a relation's rows that the reader may see: those who keep it see all."""
    if keeps:
        return list(Visibility.values)
    return [Visibility.PUBLIC, Visibility.NETWORK] if viewer.in_network else [Visibility.PUBLIC]


def text_for_reader(rows: Iterable[Any]) -> tuple[Any, TextStatus | None]:
    """The text in the reader's language, else in English, else the original; with how it stands to the original."""
    mine = (get_language() or "en")[:2]
    found = sorted(rows, key=lambda row: (row.language != mine, row.language != "en", not row.is_original))
    if not found:
        return None, None
    original = next((row for row in found if row.is_original), None)
    return found[0], found[0].status_beside(original)


def _changes(partnership: Partnership) -> list[Change]:
    entries = list(entries_about(partnership).order_by("-at", "-pk")[:MOST_CHANGES])
    behalf = Organisation.objects.select_related("area").in_bulk(
        {one.behalf_of_id for one in entries if one.behalf_of_id}
    )
    actors = User.objects.in_bulk({one.actor_id for one in entries if one.actor_id})
    return [
        Change(
            one,
            CHANGES.get(one.action, _("changed the entry")),
            behalf.get(one.behalf_of_id or 0),
            actors.get(one.actor_id or 0),
        )
        for one in entries
    ]


def _others(sides: Sequence[Sequence[ShownParty]], hidden: Hidden) -> list[OtherPartner]:
    """Relations of each Ukrainian party with other German towns, and not the other way round: those would be news."""
    places = [party.place_id for side in sides for party in side if party.place_id]
    ukrainian = [party.place_id for side in sides for party in side if party.country == "UA" and party.place_id]
    return [other for place in ukrainian for other in other_partners(place, places, hidden)]


def _involved(partnership: Partnership, viewer: Viewer) -> QuerySet[InvolvedOrganisation]:
    shown = Q(organisation__isnull=True) | Q(organisation__in=Organisation.objects.confirmed().visible_to(viewer))
    return partnership.involved.filter(shown).select_related("organisation__area")


def _has_portrait(partnership: Partnership) -> bool:
    published = {"portrait__partnership": partnership, "portrait__status": PortraitStatus.PUBLISHED}
    return PortraitAnswer.objects.filter(**published).exists()


def relation_page(partnership: Partnership, viewer: Viewer, *, keeps: bool) -> RelationPage:
    """Everything on the page of one relation. What it has nothing of is not asked for."""
    there, sides = parts_there(partnership), parties_shown(partnership)

    def rows_if(part: str, found: Callable[[], QuerySet[T]]) -> list[T]:
        return list(found()) if part in there else []

    hidden = withdrawn()
    seen = levels_seen(viewer, keeps=keeps)
    text, status = text_for_reader(rows_if("partnershiptext", lambda: partnership.texts.all()))
    places = [[party.place_id for party in side if party.place_id] for side in sides]
    thirds = rows_if(
        "thirdpartner", lambda: partnership.third_partners.select_related("area").prefetch_related("area__codes")
    )
    return RelationPage(
        sides=sides,
        history=in_order(rows_if("statuschange", lambda: partnership.history.select_related("source"))),
        themes=sorted(
            str(one.get_theme_display()) for one in rows_if("partnershiptheme", lambda: partnership.themes.all())
        ),
        text=text,
        text_status=status,
        involved=rows_if("involvedorganisation", lambda: _involved(partnership, viewer)),
        agreed_thirds=[one.area for one in thirds],
        documents=rows_if("document", lambda: partnership.documents.filter(visibility__in=seen)),
        activities=rows_if("activity", lambda: partnership.activities.filter(visibility__in=seen)),
        sources=[one.source for one in rows_if("mention", lambda: partnership.mentions.select_related("source"))],
        has_portrait="portrait" in there and _has_portrait(partnership),
        thirds=third_partners(places, hidden=hidden),
        others=_others(sides, hidden),
        changes=_changes(partnership) if "changes" in there else [],
    )
