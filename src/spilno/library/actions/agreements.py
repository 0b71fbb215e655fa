"""Drafting an agreement: begun from what is known, versions kept, the signed one put among the partnership's papers."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from spilno.common.audit import record, snapshot
from spilno.common.errors import RefusedError
from spilno.common.stamps import check_stamp
from spilno.design.papers.pdf import as_pdf
from spilno.library.agreements.choices import Choices
from spilno.library.agreements.clauses import LANGUAGES, model
from spilno.library.agreements.naming import columns_of, party_of, signs_for
from spilno.library.enums import AgreementKind
from spilno.library.models import Agreement, AgreementParty, AgreementVersion
from spilno.library.models.agreements import MOST_PARTIES
from spilno.library.queries.agreements import PARTY, paper_of, party_values, relation_of, version_content
from spilno.organisations.enums import OrganisationKind
from spilno.organisations.models import Organisation, OrganisationTheme
from spilno.organisations.queries import Acting
from spilno.partnerships.actions.keeping import add_document
from spilno.partnerships.enums import CandidateStatus, StepKind, StepResult
from spilno.partnerships.files import store_upload
from spilno.partnerships.models import CaseFile, Partnership
from spilno.partnerships.queries.access import Keeping, keeping_of
from spilno.partnerships.queries.cases import chosen_candidate
from spilno.places.models import Area


@transaction.atomic
def open_agreement(
    acting: Acting, *, kind: str, case: CaseFile | None = None, partnership: Partnership | None = None
) -> Agreement:
    """A draft filled with what case file, partnership and organisation tell: parties, resolutions, themes."""
    choices = Choices(themes=_themes(acting, partnership))
    row = Agreement.objects.create(
        organisation=acting.organisation,
        case=case,
        partnership=partnership,
        kind=kind,
        choices=choices.as_dict(),
        opened_by=acting.user,
    )
    areas = _areas(acting, kind, case, partnership)
    for position, area in enumerate(areas[:MOST_PARTIES], start=1):
        values = columns_of(party_of(area)) | _own_names(acting.organisation, area)
        AgreementParty.objects.create(agreement=row, position=position, area=area, **values)
    if case is not None:
        _take_resolutions(row, case)
    record("library.open_agreement", row, after={"kind": kind, "case": case}, **acting.for_audit)
    return row


def _themes(acting: Acting, partnership: Partnership | None) -> list[str]:
    if partnership is not None:
        return sorted(partnership.themes.values_list("theme", flat=True))
    rows = OrganisationTheme.objects.filter(organisation=acting.organisation)
    return sorted(rows.values_list("theme", flat=True))


def _own_names(organisation: Organisation, area: Area) -> dict[str, str]:
    """What the administration calls itself in languages in which no register names its place."""
    if organisation.kind != OrganisationKind.ADMINISTRATION or signs_for(organisation.area) != area:
        return {}
    names = {one: getattr(organisation, f"name_{one}") for one in LANGUAGES if not getattr(area, f"name_{one}")}
    return {f"name_{one}": name for one, name in names.items() if name}


def _areas(acting: Acting, kind: str, case: CaseFile | None, partnership: Partnership | None) -> list[Area]:
    """The parties in their order; of several, every proposal that is still pursued."""
    if partnership is not None:
        rows = partnership.parties.select_related("area", "organisation__area").order_by("side", "pk")
        found = [one.area or (one.organisation.area if one.organisation else None) for one in rows]
        return _each_once(found)
    if case is None:
        return _each_once([acting.organisation.area])
    chosen = chosen_candidate(case)
    partners = [chosen.area] if chosen else []
    if kind == AgreementKind.SEVERAL:
        pursued = case.candidates.exclude(status=CandidateStatus.DECLINED).select_related("area")
        partners = [one.area for one in pursued]
    return _each_once([acting.organisation.area, *partners])


def _each_once(found: Sequence[Area | None]) -> list[Area]:
    return list({unit.pk: unit for one in found if one is not None for unit in [signs_for(one)]}.values())


def _take_resolutions(agreement: Agreement, case: CaseFile) -> int:
    """Resolutions that the case file records, where the draft names none yet; gives how many were taken over."""
    own, taken = signs_for(case.organisation.area), 0
    for kind, parties in (
        (StepKind.OWN_RESOLUTION, agreement.parties.filter(area=own)),
        (StepKind.PARTNER_RESOLUTION, agreement.parties.exclude(area=own)),
    ):
        step = case.steps.filter(kind=kind, result=StepResult.DONE, done_on__isnull=False).first()
        rows = list(parties)
        # With several partners nobody knows whose council it was.
        if step is not None and len(rows) == 1 and rows[0].decided_on is None:
            rows[0].decided_on, rows[0].decided_by = step.done_on, step.decided_by
            rows[0].save(update_fields=["decided_on", "decided_by"])
            taken += 1
    return taken


@transaction.atomic
def take_from_case(acting: Acting, agreement: Agreement) -> None:
    """Fill in what the case file has learned since. Raises RefusedError where there is nothing new."""
    case = agreement.case
    taken = 0
    if case is not None:
        chosen = chosen_candidate(case)
        known = set(agreement.parties.values_list("area", flat=True))
        unit = signs_for(chosen.area) if chosen is not None else None
        if unit is not None and unit.pk not in known and len(known) < MOST_PARTIES:
            add_party(acting, agreement, area=unit, values=columns_of(party_of(unit)))
            taken += 1
        taken += _take_resolutions(agreement, case)
    if not taken:
        raise RefusedError(_("The case file tells nothing that is not in the draft already."))
    record("library.take_from_case", agreement, after={"taken": taken}, **acting.for_audit)


@transaction.atomic
def answer_questions(acting: Acting, agreement: Agreement, *, kind: str, choices: Choices, stamp: str) -> None:
    """Raises ChangedMeanwhileError where the answers are no longer as the form showed them."""
    row = Agreement.objects.select_for_update().get(pk=agreement.pk)
    before = {"kind": row.kind, **row.answers.as_dict()}
    check_stamp(before, stamp)
    row.kind, row.choices = kind, choices.as_dict()
    row.save(update_fields=["kind", "choices"])
    record(
        "library.answer_questions", row, before=before, after={"kind": kind, **choices.as_dict()}, **acting.for_audit
    )


@transaction.atomic
def add_party(acting: Acting, agreement: Agreement, *, area: Area | None, values: Mapping[str, Any]) -> AgreementParty:
    """Raises RefusedError for a thirteenth party, and for a place that is one already."""
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    if agreement.parties.count() >= MOST_PARTIES:
        raise RefusedError(_("An agreement has twelve parties at most."))
    if area is not None and agreement.parties.filter(area=area).exists():
        raise RefusedError(_("This place is a party already."), field="area")
    position = (agreement.parties.aggregate(last=Max("position"))["last"] or 0) + 1
    row = AgreementParty.objects.create(agreement=agreement, position=position, area=area, **values)
    record("library.add_party", agreement, after={"party": row.label}, **acting.for_audit)
    return row


@transaction.atomic
def change_party(acting: Acting, party: AgreementParty, values: Mapping[str, Any], *, stamp: str) -> None:
    """Raises ChangedMeanwhileError where the party is no longer as the form showed it."""
    row = AgreementParty.objects.select_for_update().get(pk=party.pk)
    before = party_values(row)
    check_stamp(before, stamp)
    for name in PARTY:
        setattr(row, name, values[name])
    row.save()
    record(
        "library.change_party", party.agreement, before=snapshot(party, PARTY), after=dict(values), **acting.for_audit
    )


@transaction.atomic
def remove_party(acting: Acting, party: AgreementParty) -> None:
    record("library.remove_party", party.agreement, before={"party": party.label}, after={}, **acting.for_audit)
    party.delete()


@transaction.atomic
def move_party_up(acting: Acting, party: AgreementParty) -> None:
    """Change places with the party before it; the first one stays."""
    rows: Sequence[AgreementParty] = list(party.agreement.parties.select_for_update())
    at = next(number for number, one in enumerate(rows) if one.pk == party.pk)
    order = list(rows)
    if at:
        order[at - 1], order[at] = order[at], order[at - 1]
    for position, one in enumerate(order, start=1):
        AgreementParty.objects.filter(pk=one.pk).update(position=position)
    record("library.move_party", party.agreement, after={"party": party.label}, **acting.for_audit)


@transaction.atomic
def keep_version(acting: Acting, agreement: Agreement, *, note: str = "") -> AgreementVersion:
    """The text as it is now. Raises RefusedError where nothing changed since the last version."""
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    content = version_content(agreement)
    last = agreement.versions.order_by("-number").first()
    if last is not None and last.content == content:
        raise RefusedError(_("Nothing has changed since the last version."))
    row = AgreementVersion.objects.create(
        agreement=agreement,
        number=(last.number if last else 0) + 1,
        content=content,
        model_version=model().version,
        note=note,
        made_by=acting.user,
    )
    record("library.keep_version", agreement, after={"version": row.number, "note": note}, **acting.for_audit)
    return row


@transaction.atomic
def choose_final(acting: Acting, version: AgreementVersion) -> None:
    """This is the text that goes to the signature. Raises RefusedError with fewer than two parties, or once one is signed."""
    if version.agreement.versions.filter(document__isnull=False).exists():
        raise RefusedError(_("A version of this agreement is signed already."))
    if version.agreement.parties.count() < 2:
        raise RefusedError(_("An agreement needs at least two parties."))
    version.agreement.versions.filter(final=True).update(final=False)
    AgreementVersion.objects.filter(pk=version.pk).update(final=True)
    record("library.choose_final", version.agreement, after={"final": version.number}, **acting.for_audit)


@transaction.atomic
def keep_signed(acting: Acting, version: AgreementVersion, *, signed_on: date | None = None) -> None:
    """Put the text among the partnership's papers. Raises RefusedError where there is none, or one was kept before."""
    agreement = version.agreement
    relation = relation_of(agreement)
    keeping = keeping_of(acting.user, relation) if relation else None
    if relation is None or keeping is None:
        raise RefusedError(
            _("Please enter the signature in the case file first: then there is a partnership to keep it.")
        )
    if agreement.versions.filter(document__isnull=False).exists():
        raise RefusedError(_("A version of this agreement is signed already."))
    _keep_file(version, keeping, signed_on)
    Agreement.objects.filter(pk=agreement.pk).update(partnership=relation)
    record("library.keep_signed", agreement, after={"signed": version.number}, **acting.for_audit)


def _keep_file(version: AgreementVersion, keeping: Keeping, signed_on: date | None) -> None:
    # It was signed, whatever it was chosen for before.
    version.final = True
    paper = paper_of(version)
    content = as_pdf(paper)
    first = paper.languages[0]
    # What is for the parties only until they decide to publish it.
    values: dict[str, Any] = {"kind": "agreement", "title": paper.title[first][:200], "language": first, "link": ""}
    values |= {"on": signed_on, "precision": "day" if signed_on else "", "visibility": "internal"}
    row = add_document(keeping, values, file=store_upload(io.BytesIO(content), len(content)))
    AgreementVersion.objects.filter(pk=version.pk).update(document=row, final=True)


@transaction.atomic
def remove_agreement(acting: Acting, agreement: Agreement) -> None:
    """Raises RefusedError once a version was signed: it belongs to the partnership."""
    if agreement.versions.filter(document__isnull=False).exists():
        raise RefusedError(_("A version of this agreement is signed already."))
    record("library.remove_agreement", agreement, before={"kind": agreement.kind}, after={}, **acting.for_audit)
    agreement.delete()
