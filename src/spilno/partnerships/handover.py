"""What the registry adds to a handover: open case files and agreements that end."""

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from spilno.accounts.models import User
from spilno.design.papers.paper import Passage, Words
from spilno.organisations.handover import Section
from spilno.organisations.models import Organisation
from spilno.partnerships.enums import CaseOutcome, Phase
from spilno.partnerships.models import CaseFile, Partnership
from spilno.partnerships.queries.cases import next_step


def _case(case: CaseFile, say: Words) -> Passage:
    step = next_step(list(case.steps.all()))
    if step is None:
        return say.same(case.title)
    due = step.due_on
    if due is None:
        return say(_("%(title)s: next is %(step)s"), title=case.title, step=step.get_kind_display)
    day = say.same(lambda: date_format(due, "DATE_FORMAT"))
    return say(_("%(title)s: next is %(step)s, due %(date)s"), title=case.title, step=step.get_kind_display, date=day)


def _ends(one: Partnership, say: Words) -> Passage:
    day = one.review_on or one.until_on
    assert day is not None
    return say(_("%(name)s: %(date)s"), name=one.sort_name, date=lambda: date_format(day, "DATE_FORMAT"))


def sections(organisation: Organisation, _person: User, say: Words) -> list[Section]:
    cases = CaseFile.objects.filter(organisation=organisation, outcome=CaseOutcome.OPEN).prefetch_related("steps")
    ours = Partnership.objects.published().filter(parties__area=organisation.area, phase=Phase.ACTIVE).distinct()
    ending = [one for one in ours if one.review_on or one.until_on]
    return [
        Section(_("Case files"), [_case(one, say) for one in cases]),
        Section(_("Agreements to be reviewed or ending"), [_ends(one, say) for one in ending]),
    ]
