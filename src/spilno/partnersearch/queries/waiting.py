"""What waits for somebody: requests for their second pair of eyes, introductions for their side's answer."""

from dataclasses import dataclass

from django.db.models import OuterRef, Q, Subquery

from spilno.accounts.models import User
from spilno.organisations.enums import Scope
from spilno.organisations.queries import rights_of
from spilno.organisations.rules import may_act
from spilno.partnersearch.enums import Answer, IntroductionState, RequestStatus
from spilno.partnersearch.models import Introduction, PartnerRequest, RequestEvent
from spilno.partnersearch.queries.requests import with_all

SHOWN = 20


@dataclass(frozen=True)
class Waiting:
    requests: list[PartnerRequest]
    introductions: list[Introduction]


def waiting_for(user: User) -> Waiting:
    """Of the organisations somebody acts for, the longest wait first; not what only others can do."""
    rights = rights_of(user)
    own = [pk for pk in {*rights.roles, *rights.delegated} if may_act(rights, pk, Scope.REQUESTS)]
    if not own:
        return Waiting([], [])
    handed_in = RequestEvent.objects.filter(request=OuterRef("pk"), status=RequestStatus.SECOND_EYES)
    requests = PartnerRequest.objects.filter(organisation__in=own, status=RequestStatus.SECOND_EYES)
    requests = requests.annotate(handed_in_by=Subquery(handed_in.order_by("-at", "-pk").values("by")[:1]))
    unanswered = Q(seeker__in=own, seeker_answer=Answer.OPEN) | Q(other__in=own, other_answer=Answer.OPEN)
    asked = Introduction.objects.filter(unanswered, state__in=[IntroductionState.PROPOSED, IntroductionState.ASKED])
    return Waiting(
        list(with_all(requests.exclude(handed_in_by=user.pk)).order_by("changed_at")[:SHOWN]),
        list(asked.select_related("seeker__area", "other__area").order_by("created_at")[:SHOWN]),
    )
