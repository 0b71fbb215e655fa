"""One's own partner requests: from a draft over the second pair of eyes to the end."""

from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Body, Field, Path, Router, Schema, Status

from spilno.api.enums import TokenScope
from spilno.api.v1.auth import OWNING, TokenAuth, user_of
from spilno.api.v1.fields import Key, KeyInPath, Language, Number, Whole, YesNo, as_typed, checked
from spilno.api.v1.own import READ, REFUSALS, Made
from spilno.api.v1.registry import RequestOut, requests_drawn
from spilno.common.stamps import stamp_of
from spilno.organisations.enums import OrganisationKind, Scope, SpokenLanguage, Theme
from spilno.organisations.queries import get_organisation_to_act, rights_of
from spilno.partnersearch.actions import requests as actions
from spilno.partnersearch.enums import Force, Part, Security, SoughtLevel
from spilno.partnersearch.forms.requests import BeginForm, TextsForm, WishesForm
from spilno.partnersearch.models import PartnerRequest
from spilno.partnersearch.queries.requests import Keeping, get_request_to_keep, own_requests, texts_in
from spilno.partnerships.enums import AgreementType
from spilno.places.queries import area_by_key

KEEP = TokenAuth(TokenScope.REQUESTS)
router = Router(tags=["own requests"], auth=READ, throttle=OWNING)
LONGEST = 4000
MOST_PEOPLE = 100_000_000


class OwnRequest(RequestOut):
    """`version` guards the wishes, `stamps` the texts of each language."""

    id: int
    version: int
    stamps: dict[str, str]


class Begin(Schema, extra="forbid"):
    organisation: Annotated[Key, Field(strict=True)]
    title: str = Field(min_length=1, max_length=200)
    language: Language
    sensitive_checked: YesNo = False


class Wishes(Schema, extra="forbid"):
    """Whom the request looks for. `seeks` and `offers` give themes a weight of 1 to 3; `regions` are keys of places."""

    version: Whole = Field(ge=0, le=2**31 - 1)
    kinds: list[OrganisationKind] = Field([], max_length=20)
    levels: list[SoughtLevel] = Field([], max_length=10)
    level_force: Force = Force.INDIFFERENT
    country: str = Field("", pattern="^(DE|UA)?$")
    regions: list[str] = Field([], max_length=50)
    region_force: Force = Force.INDIFFERENT
    size_low: Whole | None = Field(None, ge=0, le=MOST_PEOPLE)
    size_high: Whole | None = Field(None, ge=0, le=MOST_PEOPLE)
    size_force: Force = Force.INDIFFERENT
    security: Security
    agreement_types: list[AgreementType] = Field([], max_length=10)
    on_trial: YesNo = False
    term: str = Field("", max_length=160)
    languages: list[SpokenLanguage] = Field([], max_length=40)
    interpreter: YesNo = False
    capacity: Whole = Field(1, ge=1, le=50)
    posts: Number | None = Field(None, ge=0, le=99, multiple_of=0.01)
    seeks: dict[Theme, Whole] = {}
    offers: dict[Theme, Whole] = {}


class Texts(Schema, extra="forbid"):
    """Answers by question; `stamp` comes from reading the request."""

    stamp: str = Field(max_length=64)
    texts: dict[Part, str] = {}
    sensitive_checked: YesNo = False


class Step(Schema, extra="forbid"):
    note: str = Field("", max_length=600)


def _drawn(row: PartnerRequest) -> dict[str, Any]:
    stamps = {language: stamp_of(texts_in(row, language)) for language in ("de", "uk", "en")}
    told: dict[str, Any] = requests_drawn([row])[0]
    return told | {"id": row.pk, "version": row.version, "stamps": stamps}


def _again(request: HttpRequest, pk: int) -> dict[str, Any]:
    return _drawn(get_request_to_keep(user_of(request), pk).request)


@router.get("", response={200: list[OwnRequest]} | REFUSALS, url_name="own_requests", operation_id="list_own_requests")
def mine(request: HttpRequest) -> Any:
    """Every request of the organisations you act for, drafts and ended ones too; a hundred at most."""
    return [_drawn(row) for row in own_requests(rights_of(user_of(request)))[:100]]


@router.post("", response={201: Made} | REFUSALS, auth=KEEP, url_name="own_requests", operation_id="begin_request")
def begin(request: HttpRequest, values: Body[Begin]) -> Any:
    """A new draft; nobody else reads it before it is handed in, looked at and published."""
    acting = get_organisation_to_act(user_of(request), values.organisation, Scope.REQUESTS)
    cleaned = checked(BeginForm(as_typed(values.dict())))
    return Status(201, {"id": actions.begin_request(acting, title=cleaned["title"], language=cleaned["language"]).pk})


@router.get("/{pk}", response={200: OwnRequest} | REFUSALS, url_name="own_request", operation_id="get_own_request")
def one(request: HttpRequest, pk: KeyInPath) -> Any:
    return _again(request, pk)


@router.put(
    "/{pk}/wishes", response={200: OwnRequest} | REFUSALS, auth=KEEP, url_name="wishes", operation_id="put_wishes"
)
def keep_wishes(request: HttpRequest, pk: KeyInPath, values: Body[Wishes]) -> Any:
    """A published request that is changed waits for the network office again."""
    keeping = get_request_to_keep(user_of(request), pk)
    typed = values.dict(exclude={"seeks", "offers", "regions"})
    for side, weights in (("seeks", values.seeks), ("offers", values.offers)):
        typed |= {f"{side}_{theme}": weight for theme, weight in weights.items()}
    areas = [area_by_key(key.replace("\x00", " ")) for key in values.regions]
    # A key that leads nowhere becomes a choice that the form refuses by name.
    typed["regions"] = [area.pk if area else 0 for area in areas]
    form = WishesForm(as_typed(typed))
    cleaned = checked(form)
    actions.save_wishes(
        keeping,
        version=cleaned["version"],
        wishes={name: cleaned[name] for name in actions.WISHES},
        themes=form.themes(),
        regions=list(cleaned["regions"]),
    )
    return _again(request, pk)


@router.put(
    "/{pk}/texts/{language}",
    response={200: OwnRequest} | REFUSALS,
    auth=KEEP,
    url_name="request_texts",
    operation_id="put_request_texts",
)
def keep_texts(request: HttpRequest, pk: KeyInPath, language: Path[Language], values: Body[Texts]) -> Any:
    """Answers that are left out stay as they are; empty ones are removed."""
    keeping = get_request_to_keep(user_of(request), pk)
    typed: dict[str, Any] = {str(part): text for part, text in texts_in(keeping.request, language).items()}
    typed |= {str(part): text for part, text in values.texts.items()}
    typed |= {"stamp": values.stamp, "sensitive_checked": values.sensitive_checked}
    form = TextsForm(as_typed(typed), kind=keeping.request.organisation.kind)
    checked(form)
    actions.save_texts(keeping, language=language, texts=form.texts, stamp=values.stamp)
    return _again(request, pk)


STEPS: dict[str, Callable[[Keeping, str], object]] = {
    "submit": lambda keeping, _note: actions.submit_request(keeping),
    "close": lambda keeping, note: actions.close_request(keeping, note=note),
    "reopen": lambda keeping, _note: actions.reopen_request(keeping),
    "renew": lambda keeping, _note: actions.renew_request(keeping),
}


@router.post(
    "/{pk}/{step}",
    response={200: OwnRequest} | REFUSALS,
    auth=KEEP,
    url_name="request_step",
    operation_id="move_request",
)
def move(
    request: HttpRequest,
    pk: KeyInPath,
    values: Body[Step],
    step: str = Path(pattern="^(submit|close|reopen|renew)$"),
) -> Any:
    """Hand a draft in, close, reopen or renew a request; who approves and publishes does so on the pages."""
    STEPS[step](get_request_to_keep(user_of(request), pk), values.note)
    return _again(request, pk)
