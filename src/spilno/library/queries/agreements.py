"""Drafts of agreements: who may read and keep them, what they say now, what changed between two versions."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404
from django.utils.text import slugify

from spilno.accounts.models import User
from spilno.design.papers.paper import Paper
from spilno.library.agreements.building import build_agreement, foot_of
from spilno.library.models import Agreement, AgreementParty, AgreementVersion
from spilno.organisations.enums import Scope
from spilno.organisations.queries import Acting, acting_for, rights_of
from spilno.partnerships.models import Partnership
from spilno.partnerships.rules import may_read_case

PARTY = (
    "name_de", "name_uk", "name_en", "represented_de", "represented_uk", "represented_en", "decided_by", "decided_on",
)  # fmt: skip


@dataclass(frozen=True)
class KeptAgreement:
    """A draft with the right to read it, and to keep it where `acting` is there."""

    agreement: Agreement
    acting: Acting | None


def get_agreement_for(user: User | AnonymousUser, pk: int) -> KeptAgreement:
    """For the organisation's own people and delegates. Raises Http404 for everybody else."""
    rows = Agreement.objects.select_related("organisation__area", "case", "partnership")
    agreement = rows.filter(pk=pk).first()
    rights = rights_of(user)
    if agreement is None or not isinstance(user, User) or not may_read_case(rights, agreement.organisation_id):
        raise Http404
    return KeptAgreement(agreement, acting_for(user, rights, agreement.organisation, Scope.PARTNERSHIPS))


def get_agreement_to_keep(user: User | AnonymousUser, pk: int) -> tuple[Agreement, Acting]:
    """Raises Http404 for readers, too."""
    kept = get_agreement_for(user, pk)
    if kept.acting is None:
        raise Http404
    return kept.agreement, kept.acting


def agreements_for(user: User) -> QuerySet[Agreement]:
    """Drafts somebody may read, the newest first, with parties and versions; three queries, whatever their number."""
    rights = rights_of(user)
    readable = [pk for pk in {*rights.roles, *rights.delegated} if may_read_case(rights, pk)]
    rows = Agreement.objects.filter(organisation__in=readable).select_related("organisation__area", "case")
    return rows.prefetch_related("parties", "versions").order_by("-opened_at", "-pk")


def draft_paper(agreement: Agreement) -> Paper:
    """What the draft says now."""
    return build_agreement(agreement.kind, agreement.answers, [one.text for one in agreement.parties.all()])


def version_content(agreement: Agreement) -> dict[str, Any]:
    """What a version keeps: the paper, and what its foot says once it is no draft any more. As the database gives it back."""
    paper = draft_paper(agreement)
    return dict(json.loads(json.dumps(paper.as_dict() | {"final_foot": foot_of("foot_final", paper.languages)})))


def paper_of(version: AgreementVersion) -> Paper:
    """The text as it was kept; the one that is signed is called a draft no more."""
    paper = Paper.from_dict(version.content)
    if version.final:
        paper.foot = version.content.get("final_foot", paper.foot)
    return paper


# As many names as a folder shows beside each other.
_NAMED = 2


def file_name_of(version: AgreementVersion) -> str:
    """What tells the file from others in a folder: kind, the first parties, number; in Latin letters."""
    agreement = version.agreement
    names = [one.name_en or one.name_de for one in agreement.parties.all()[:_NAMED]]
    return slugify("-".join([agreement.kind, *(name[:40] for name in names), str(version.number)]))


def party_values(party: AgreementParty) -> dict[str, object]:
    """What the form of a party shows, as one comparable record."""
    return {name: getattr(party, name) for name in PARTY}


def relation_of(agreement: Agreement) -> Partnership | None:
    """The relation it belongs to: named, or what its case file has become."""
    return agreement.partnership or (agreement.case.partnership if agreement.case else None)


@dataclass(frozen=True)
class Change:
    """kind: "added" or "removed"."""

    kind: str
    language: str
    text: str


def changes_between(older: AgreementVersion, newer: AgreementVersion) -> list[Change]:
    """Lines that went and lines that came, language by language, in the order of the text."""
    old, new = Paper.from_dict(older.content), Paper.from_dict(newer.content)
    languages = [*new.languages, *(one for one in old.languages if one not in new.languages)]
    return [change for one in languages for change in _changes(_lines(old, one), _lines(new, one), one)]


def _changes(old: list[str], new: list[str], language: str) -> Iterator[Change]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (Change("removed", language, text) for text in old[a:b])
            yield from (Change("added", language, text) for text in new[c:d])


def _lines(paper: Paper, language: str) -> list[str]:
    passages: Iterable[object] = [paper.title, *(one for block in paper.blocks for one in block.passages)]
    return [text for one in passages if isinstance(one, dict) and (text := one.get(language, ""))]
