"""Relations of one's own: entered for the network office to confirm, with their history."""

from typing import Any

from django.http import HttpRequest
from ninja import Body, Field, Router, Schema, Status

from spilno.api.enums import TokenScope
from spilno.api.v1.auth import OWNING, TokenAuth, user_of
from spilno.api.v1.fields import KeyInPath, YesNo, as_typed, checked
from spilno.api.v1.own import READ, REFUSALS, Made
from spilno.api.v1.registry import PartnershipOut, partnerships_drawn
from spilno.organisations.queries import rights_of, viewer_of
from spilno.partnerships.actions.registry import enter_partnership, record_status
from spilno.partnerships.enums import AgreementType, Phase
from spilno.partnerships.forms.keeping import PARTIES_A_SIDE, EnterForm, StepForm
from spilno.partnerships.models import Partnership
from spilno.partnerships.queries.access import get_acting_for_parties, get_partnership_to_keep
from spilno.partnerships.queries.search import with_lines

KEEP = TokenAuth(TokenScope.PARTNERSHIPS)
router = Router(tags=["own partnerships"], auth=READ, throttle=OWNING)


class StepIn(Schema, extra="forbid"):
    """One step of a history; dates may be a year, a month or a day: 2026, 2026-03, 2026-03-24."""

    phase: Phase
    agreement_type: AgreementType | None = None
    local_label: str = Field("", max_length=160)
    begun: str = Field("", max_length=40)
    until: str = Field("", max_length=40)
    term: str = Field("", max_length=160)
    on_trial: YesNo = False
    review: str = Field("", max_length=40)
    decided_by: str = Field("", max_length=160)
    note: str = Field("", max_length=2000)
    source_url: str = Field("", max_length=300)
    sensitive_checked: YesNo = False


class Enter(StepIn):
    """`ours` and `theirs` are keys or unambiguous names of places."""

    ours: list[str] = Field(min_length=1, max_length=PARTIES_A_SIDE)
    theirs: list[str] = Field(min_length=1, max_length=PARTIES_A_SIDE)


def _typed(values: StepIn) -> dict[str, Any]:
    return values.dict(exclude={"ours", "theirs"}) | {"agreement_type": values.agreement_type or ""}


@router.get(
    "",
    response={200: list[PartnershipOut]} | REFUSALS,
    url_name="own_partnerships",
    operation_id="list_own_partnerships",
)
def mine(request: HttpRequest) -> Any:
    """Relations whose party you act for, waiting ones too; two hundred at most."""
    user = user_of(request)
    own = viewer_of(user, rights_of(user)).reads
    rows = Partnership.objects.of_organisations(own)
    return partnerships_drawn(list(with_lines(rows.order_by("pk"))[:200]))


@router.post(
    "",
    response={201: Made} | REFUSALS,
    auth=KEEP,
    url_name="own_partnerships",
    operation_id="enter_partnership",
)
def enter(request: HttpRequest, values: Body[Enter]) -> Any:
    typed = _typed(values)
    for side, places in (("ours", values.ours), ("theirs", values.theirs)):
        typed |= {f"{side}_{number}": text for number, text in enumerate(places, start=1)}
    form = EnterForm(as_typed(typed))
    checked(form)
    acting = get_acting_for_parties(user_of(request), form.parties)
    return Status(201, {"id": enter_partnership(form.parties, [form.status], **acting).pk})


@router.post(
    "/{pk}/history",
    response={200: PartnershipOut} | REFUSALS,
    auth=KEEP,
    url_name="history",
    operation_id="record_status",
)
def record(request: HttpRequest, pk: KeyInPath, values: Body[StepIn]) -> Any:
    """One more step of the history."""
    keeping = get_partnership_to_keep(user_of(request), pk)
    form = StepForm(as_typed(_typed(values)))
    checked(form)
    record_status(keeping.partnership, form.status, **keeping.for_audit)
    return partnerships_drawn(list(with_lines(Partnership.objects.filter(pk=pk))))[0]
