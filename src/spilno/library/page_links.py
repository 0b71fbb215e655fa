"""What the library adds to case files and relations: drafts of agreements, and help with each step."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from spilno.design.links import PageLink
from spilno.library.models import Agreement
from spilno.library.queries import published
from spilno.library.steps import GUIDES, MODELS, NEEDS
from spilno.organisations.queries import Acting
from spilno.partnerships.models import CaseFile, Partnership
from spilno.partnerships.queries.access import Keeping


def _drafts(rows: list[Agreement]) -> list[PageLink]:
    label = _("Agreement: %(kind)s")
    return [PageLink(reverse("library:draft", args=[one.pk]), label % {"kind": one.get_kind_display()}) for one in rows]


def for_case(case: CaseFile, keeping: Acting | None) -> list[PageLink]:
    if keeping is None:
        return []
    begin = PageLink(reverse("library:new_draft", args=["case", case.pk]), _("Draft an agreement"))
    return [*_drafts(list(case.agreements.all())), begin]


def for_relation(partnership: Partnership, keeping: Keeping | None) -> list[PageLink]:
    """Drafts of the organisation one keeps it for; the network office drafts no agreements."""
    if keeping is None or keeping.organisation is None:
        return []
    own = list(partnership.agreements.filter(organisation=keeping.organisation))
    begin = reverse("library:new_draft", args=["partnership", partnership.pk])
    return [*_drafts(own), PageLink(begin, _("Draft a new agreement"))]


def for_steps(kinds: Sequence[str]) -> dict[str, list[PageLink]]:
    """The directory narrowed to the step, guides that are on the site, and the model that the step asks for."""
    guides = {one.document.key: str(one.text.title) for one in published()}
    return {kind: _for_step(kind, guides) for kind in kinds}


def _for_step(kind: str, guides: dict[str, str]) -> list[PageLink]:
    links = [PageLink(f"{reverse('library:help')}?step={kind}", _("Who helps"))] if kind in NEEDS else []
    links += [
        PageLink(reverse("library:document", args=[key]), guides[key]) for key in GUIDES.get(kind, ()) if key in guides
    ]
    model = MODELS.get(kind)
    if model:
        links.append(PageLink(reverse("library:model", args=[model]), _("Model agreement")))
    elif model is not None:
        links.append(PageLink(reverse("library:models"), _("Model agreements")))
    return links
