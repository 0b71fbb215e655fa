"""What a paper says about a proposed place: facts with their year and source, read once for all proposals."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from spilno.partnerships.models import CaseFile
from spilno.partnerships.queries.cases import CandidateLine, candidate_lines, unit_of
from spilno.partnerships.queries.graph import Third, third_partners
from spilno.places.lookup import regions_of
from spilno.places.models import Area, AreaFact, AreaStatus, DataSource


@dataclass
class Proposal:
    """One proposal. reasons: [{"code", "direction", "text": {language: sentence}}] as they were when taken over."""

    line: CandidateLine
    region: Area | None
    statuses: list[AreaStatus] = field(default_factory=list)
    thirds: list[Third] = field(default_factory=list)

    @property
    def area(self) -> Area:
        return self.line.candidate.area

    @property
    def unit(self) -> Area:
        """Who acts for it; what registers and registry know of a town in Ukraine, they know of its hromada."""
        return self.line.unit

    @property
    def match(self) -> dict[str, Any]:
        return dict(self.line.candidate.match)

    def reasons(self, direction: str) -> list[dict[str, str]]:
        return [one["text"] for one in self.match.get("reasons", []) if one.get("direction") == direction]

    @property
    def matched_on(self) -> date | None:
        text = self.match.get("on")
        return date.fromisoformat(text) if text else None


def proposals_of(case: CaseFile) -> list[Proposal]:
    """The proposals of a case with what the dossier compares."""
    lines = candidate_lines(case)
    areas = [line.candidate.area for line in lines]
    regions = regions_of(areas)
    statuses: dict[int, list[AreaStatus]] = {}
    for one in AreaStatus.objects.filter(area__in=[line.unit for line in lines]).order_by("as_of"):
        statuses.setdefault(one.area_id, []).append(one)
    return [
        Proposal(
            line,
            regions.get(line.candidate.area_id),
            statuses.get(line.unit.pk, []),
            third_partners([[unit_of(case.organisation.area).pk], [line.unit.pk]], most=5),
        )
        for line in lines
    ]


def sources_of(areas: Iterable[Area]) -> list[DataSource]:
    """Registers that the units, their figures and their status were taken from."""
    known = list(areas)
    ids = {one.source_id for one in known if one.source_id}
    for table in (AreaFact, AreaStatus):
        ids |= set(table.objects.filter(area__in=known).order_by().values_list("source", flat=True).distinct())
    return list(DataSource.objects.filter(pk__in=ids).order_by("title"))
