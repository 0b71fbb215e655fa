from datetime import timedelta
from typing import Any

from django.utils import timezone

from spilno.common.tokens import new_token
from spilno.organisations.models import Organisation
from spilno.partnersearch.enums import Answer, IntroductionState, Origin, Part, RequestStatus
from spilno.partnersearch.models import (
    Feedback,
    FirstMeeting,
    Introduction,
    PartnerRequest,
    RequestEvent,
    RequestText,
    RequestTheme,
    Watch,
)
from tests.access.matrix import ACTING, COORDINATORS, EVERYBODY, SIGNED_IN, Row
from tests.cast import Network

ZHYTOMYR = frozenset({"zhytomyr_owner", "zhytomyr_editor"})
READERS = ACTING | {"dortmund_reader"} | COORDINATORS
BOTH = READERS | ZHYTOMYR


def request_of(organisation: Organisation, status: str) -> PartnerRequest:
    """One request of the organisation for each state."""
    found = PartnerRequest.objects.filter(organisation=organisation, status=status).first()
    if found is None:
        until = timezone.now() + timedelta(days=300)
        found = PartnerRequest.objects.create(
            organisation=organisation, status=status, title="Energy", published_at=timezone.now(), expires_at=until
        )
        RequestText.objects.create(request=found, part=Part.TITLE, language="en", text="Energy")
        RequestTheme.objects.create(request=found, side="seeks", theme="energy", weight=2)
        if status != RequestStatus.DRAFT:
            for part, text in ((Part.SEEKS, "District heating and schools"), (Part.NEXT_STEP, "Write to us")):
                RequestText.objects.create(request=found, part=part, language="en", text=text)
    return found


def introduction_of(network: Network) -> Introduction:
    """Zhytomyr has answered Dortmund, and both talk; anew where another row has ended it."""
    request = request_of(network.dortmund, RequestStatus.OPEN)
    found = Introduction.objects.filter(request=request, state=IntroductionState.TALKS).first()
    if found is None:
        found = Introduction.objects.create(
            request=request, seeker=network.dortmund, other=network.zhytomyr, origin=Origin.ANSWER,
            state=IntroductionState.TALKS, seeker_answer=Answer.YES, other_answer=Answer.YES,
        )  # fmt: skip
    return found


def _status(status: str) -> Any:
    return lambda network: {"pk": request_of(network.dortmund, status).pk}


_open, _draft, _review = _status(RequestStatus.OPEN), _status(RequestStatus.DRAFT), _status(RequestStatus.REVIEW)


def _step(step: str, status: str) -> Any:
    return lambda network: {"pk": request_of(network.dortmund, status).pk, "step": step}


def _followed(network: Network) -> dict[str, Any]:
    return _open(network) | {"how": "on"}


def _talks(network: Network) -> dict[str, Any]:
    return {"pk": introduction_of(network).pk}


def _accept(network: Network) -> dict[str, Any]:
    return _talks(network) | {"step": "accept"}


def _meeting(network: Network) -> dict[str, Any]:
    found = introduction_of(network)
    row = FirstMeeting.objects.create(
        introduction=found, starts_at=timezone.now() + timedelta(days=9), proposed_by=network.zhytomyr
    )
    return {"pk": found.pk, "meeting": row.pk}


def _agree(network: Network) -> dict[str, Any]:
    return _meeting(network) | {"step": "agree"}


def _watch(network: Network) -> dict[str, Any]:
    return {"pk": Watch.objects.create(user=network.dortmund_editor, title="x", filters="q=x").pk}


def _organisation(network: Network) -> dict[str, Any]:
    return {"organisation": network.dortmund.pk}


def _token(network: Network) -> dict[str, Any]:
    token, digest = new_token()
    PartnerRequest.objects.filter(pk=request_of(network.dortmund, RequestStatus.EXPIRED).pk).update(ended_digest=digest)
    return {"token": token}


ROWS = [
    Row("partnersearch:requests", EVERYBODY),
    Row("partnersearch:requests", EVERYBODY, query="?q=energy&country=DE", case="searched"),
    Row("partnersearch:requests_atom", EVERYBODY),
    Row("partnersearch:requests_json", EVERYBODY),
    Row("partnersearch:mine", SIGNED_IN),
    Row("partnersearch:figures", COORDINATORS),
    Row("partnersearch:begin", ACTING, _organisation),
    Row("partnersearch:request", EVERYBODY, _open),
    Row("partnersearch:request", READERS, _draft, case="draft"),
    Row("partnersearch:wishes", ACTING, _draft),
    Row("partnersearch:texts", ACTING, _draft),
    Row("partnersearch:texts_in", ACTING, lambda network: _draft(network) | {"language": "de"}),
    Row("partnersearch:move", ACTING, _step("submit", RequestStatus.DRAFT), method="post"),
    Row("partnersearch:publish", COORDINATORS, _review, method="post"),
    Row("partnersearch:give_back", COORDINATORS, _review),
    Row("partnersearch:close", ACTING | COORDINATORS, _draft),
    # Whoever holds the link may press the button; the token decides.
    Row("partnersearch:renew_link", EVERYBODY, _token),
    Row("partnersearch:watches", SIGNED_IN),
    Row("partnersearch:remove_watch", frozenset({"dortmund_editor"}), _watch, method="post"),
    Row("partnersearch:follow", SIGNED_IN, _followed, method="post"),
    Row("partnersearch:answer", SIGNED_IN, _open),
    Row("partnersearch:introduction", BOTH, _talks),
    Row("partnersearch:move_introduction", ACTING | ZHYTOMYR, _accept, method="post"),
    Row("partnersearch:decline", ACTING | ZHYTOMYR, _talks),
    Row("partnersearch:propose_meeting", ACTING | ZHYTOMYR, _talks),
    Row("partnersearch:move_meeting", ACTING | ZHYTOMYR, _agree, method="post"),
    Row("partnersearch:meeting_ics", BOTH, _meeting),
]

# An open request is public with its texts; who answered, why somebody declined, and who keeps it are not.
PUBLIC = {
    "partnersearch.PartnerRequest": {"term", "title", "search_text"},
    "partnersearch.RequestText": {"text"},
}


def fill(network: Network) -> None:
    """A draft, an open request, a conversation with reasons, feedback and a saved search."""
    draft = request_of(network.dortmund, RequestStatus.DRAFT)
    RequestText.objects.filter(request=draft).delete()
    own = request_of(network.dortmund, RequestStatus.OPEN)
    RequestEvent.objects.create(request=own, status=RequestStatus.OPEN, by=network.coordinator, note="x")
    found = introduction_of(network)
    Introduction.objects.filter(pk=found.pk).update(
        seeker_reason="x", other_reason="x", cooperation="x", missing="x", who="x", note="x"
    )
    FirstMeeting.objects.create(
        introduction=found, starts_at=timezone.now(), proposed_by=network.zhytomyr, where="x", note="x"
    )
    other = request_of(network.zhytomyr, RequestStatus.OPEN)
    Feedback.objects.create(request=own, about=other, reason="size", given_by=network.dortmund_editor)
    Watch.objects.create(user=network.dortmund_editor, title="x", filters="q=x")
