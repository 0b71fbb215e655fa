"""The council dossier: criteria, up to three proposals compared, reasons, risks, costs, a draft resolution."""

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from spilno.design.papers.paper import Paper, Passage, Words
from spilno.partnerships.enums import CandidateStatus, StepKind
from spilno.partnerships.models import CaseFile
from spilno.partnerships.models.casefile import motion_date
from spilno.partnerships.papers.facts import Proposal, proposals_of, sources_of
from spilno.places import terms
from spilno.places.enums import AreaLevel

RISKS = [
    _("The security situation can change at any time; facts about it carry the date of their source."),
    _("Staff on both sides is scarce: without named persons a partnership stalls."),
    _("Expectations may differ: needs and means should be said openly before anything is signed."),
]
COSTS = [
    _("Working time for correspondence, meetings and applications"),
    _("Interpreting and translation"),
    _("Travel and hosting, once visits are possible"),
    _("The own share of funded projects"),
]


# Partners named in a cell before the rest is counted.
MOST_NAMED = 6


def build_dossier(case: CaseFile, say: Words) -> Paper:
    """Everything is taken from the case, the registers and the registry; nothing is typed again."""
    proposals = proposals_of(case)
    own = case.organisation
    paper = Paper(say.languages, say(_("Paper for the council: a partnership with a municipality in Ukraine")))
    paper.subtitle = say(_("%(name)s · draft"), name=lambda: own.label)
    paper.foot = say(_("Draft of the administration; facts as of the day each source names."))
    _occasion(paper, case, say)
    paper.heading(say(_("Criteria")))
    paper.text(
        say(
            _(
                "Compared are size, administrative level, structure, region, themes, ties that exist already, "
                "partners in common, the security situation, and whether another German municipality is partner there."
            )
        )
    )
    paper.heading(say(_("The proposals compared")))
    if proposals:
        _comparison(paper, proposals, say)
    else:
        paper.text(say(_("No proposal has been entered yet.")))
    for proposal in proposals:
        _proposal(paper, proposal, say)
    paper.heading(say(_("Risks")))
    paper.items([say(text) for text in RISKS])
    paper.heading(say(_("Costs")))
    paper.text(say(_("To be estimated by the administration. What a partnership usually costs:")))
    paper.items([say(text) for text in COSTS])
    _resolution(paper, case, proposals, say)
    _sources(paper, proposals, say)
    return paper


def _occasion(paper: Paper, case: CaseFile, say: Words) -> None:
    paper.heading(say(_("Occasion")))
    moved = motion_date(case)
    if moved:
        text = _("The council dealt with the motion on %(date)s:")
        if _is_district(case):
            text = _("The district council dealt with the motion on %(date)s:")
        paper.text(say(text, date=lambda: str(moved)))
    paper.text(say.same(case.motion) if case.motion else say(_("The motion has not been entered yet.")))
    order = case.steps.filter(kind=StepKind.ORDER).first()
    if order and order.done_on:
        text = _("The administration was asked on %(date)s to examine a partnership.")
        paper.text(say(text, date=lambda: date_format(order.done_on, "DATE_FORMAT")))


def _is_district(case: CaseFile) -> bool:
    """A Kreis has a Kreistag, no Rat."""
    area = case.organisation.area
    return area is not None and area.level == AreaLevel.DISTRICT


def _unknown(say: Words) -> Passage:
    return say(_("unknown"))


def _name(one: Proposal, say: Words) -> Passage:
    return say.same(lambda: one.area.label)


def _people(one: Proposal, say: Words) -> Passage:
    area = one.area
    if area.population is None:
        return _unknown(say)
    number = say.same(lambda: number_format(area.population, force_grouping=True))
    year = area.population_year
    return say(_("%(number)s (%(year)s)"), number=number, year=year) if year else number


def _security(one: Proposal, say: Words) -> Passage:
    if not one.statuses:
        return _unknown(say)
    last = one.statuses[-1]
    as_of = say.same(lambda: date_format(last.as_of, "DATE_FORMAT") if last.as_of else "?")
    return say(_("%(status)s (as of %(date)s)"), status=last.get_kind_display, date=as_of)


def _taken(one: Proposal, say: Words) -> Passage:
    if not one.line.taken:
        return say(_("none in the registry"))
    each = list({other.other.place_id: other for other in reversed(one.line.taken)}.values())[::-1]
    named, more = each[:MOST_NAMED], len(each) - MOST_NAMED
    names = say.same(lambda: ", ".join(f"{other.other.label} ({other.since or '?'})" for other in named))
    return say(_("%(names)s and %(number)s more"), names=names, number=more) if more > 0 else names


def _thirds(one: Proposal, say: Words) -> Passage:
    return say.same(lambda: ", ".join(third.area.label for third in one.thirds)) if one.thirds else say(_("none known"))


def _region(one: Proposal, say: Words) -> Passage:
    region = one.region
    return say.same(lambda: region.label) if region else _unknown(say)


def _unit(one: Proposal, say: Words) -> Passage:
    own, unit = one.area, one.unit
    return say.same(lambda: terms.unit_label(own) + (f", {unit.label}" if unit.pk != own.pk else ""))


def _comparison(paper: Paper, proposals: list[Proposal], say: Words) -> None:
    """One row for each criterion, one column for each proposal."""
    rows = [
        (_("Unit"), _unit),
        (_("Region"), _region),
        (_("Inhabitants"), _people),
        (_("Security status"), _security),
        (_("German partners so far"), _taken),
        (_("Partners in common"), _thirds),
    ]
    if any("score" in one.match for one in proposals):
        rows.append((_("Fit by the chosen weights"), _score))
    head = [say(_("Criterion")), *(_name(one, say) for one in proposals)]
    paper.table(head, [[say(label), *(read(one, say) for one in proposals)] for label, read in rows])


def _score(one: Proposal, say: Words) -> Passage:
    score = one.match.get("score")
    if score is None:
        return say(_("not from a match"))
    return say(_("%(percent)s of 100"), percent=round(float(score) * 100))


def _proposal(paper: Paper, proposal: Proposal, say: Words) -> None:
    paper.heading(say.same(lambda: proposal.area.label), level=2)
    for direction, text in (("for", _("In favour:")), ("against", _("To be weighed:"))):
        reasons = proposal.reasons(direction)
        if reasons:
            paper.text(say(text))
            paper.items([{language: one.get(language, "") for language in say.languages} for one in reasons])
    if proposal.matched_on:
        on = proposal.matched_on
        paper.text(
            say(_("Computed on %(date)s from the registers named below."), date=lambda: date_format(on, "DATE_FORMAT"))
        )
    note = proposal.line.candidate.note
    if note:
        paper.text(say.same(note))
    elif not proposal.match.get("reasons"):
        paper.text(say(_("The administration has not entered any reasons for this proposal yet.")))


def _resolution(paper: Paper, case: CaseFile, proposals: list[Proposal], say: Words) -> None:
    paper.heading(say(_("Draft resolution")))
    own = case.organisation
    text = (
        _("The district council of %(name)s resolves:")
        if _is_district(case)
        else _("The council of %(name)s resolves:")
    )
    paper.text(say(text, name=lambda: own.label))
    if proposals:
        chosen = [one for one in proposals if one.line.candidate.status == CandidateStatus.CHOSEN]
        first = (chosen or proposals)[0].area
        text = _("The administration is asked to take up contact with %(place)s and to prepare a joint online meeting.")
        points = [say(text, place=lambda: first.label)]
    else:
        points = [say(_("The administration is asked to propose up to three municipalities."))]
    points += [
        say(_("It reports on themes, staff, costs and possible funding before a letter of intent is signed.")),
        say(_("An agreement shall first be concluded for a limited time and be reviewed before it ends.")),
    ]
    paper.items(points)


def _sources(paper: Paper, proposals: list[Proposal], say: Words) -> None:
    rows = sources_of(area for one in proposals for area in (one.area, one.unit))
    if rows:
        paper.heading(say(_("Sources")))
        paper.items([say.same(" · ".join(filter(None, [one.title, one.version, one.licence]))) for one in rows])
