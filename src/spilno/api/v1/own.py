"""What is one's own: organisations, partner requests and relations, kept by the same forms and actions as on the pages."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Body, Field, Path, Router, Schema, Status

from spilno.api.enums import TokenScope
from spilno.api.v1.auth import OWNING, TokenAuth, user_of
from spilno.api.v1.fields import Key, KeyInPath, Language, Number, Whole, YesNo, as_typed, checked
from spilno.api.v1.problems import GUARDED, Problem
from spilno.common.enums import Visibility
from spilno.organisations.actions.profile import edit_profile, remove_help_entry, save_help_entry, save_text
from spilno.organisations.enums import Direction, HelpKind, OrganisationKind, Scope, SpokenLanguage, TextKind, Theme
from spilno.organisations.forms.profile import HelpForm, ProfileForm, TextForm
from spilno.organisations.models import HelpEntry, Organisation, OrganisationText
from spilno.organisations.queries import Acting, get_organisation_to_act, profile_values, rights_of

READ = TokenAuth()
KEEP = TokenAuth(TokenScope.ORGANISATIONS)
router = Router(tags=["own"], auth=READ, throttle=OWNING)
REFUSALS = {GUARDED: Problem}


class OwnOrganisation(Schema):
    """`role` is your own role there, empty where you act by delegation."""

    id: int
    name: str
    role: str


class Own(Schema):
    name: str
    token: str
    scopes: list[str]
    expires_at: str
    organisations: list[OwnOrganisation]


class Profile(Schema, extra="forbid"):
    """`version` comes from reading; a save with another one is answered 409 with what is stored."""

    version: Whole = Field(ge=0, le=2**31 - 1)
    name: str = Field(min_length=1, max_length=200)
    name_de: str = Field("", max_length=200)
    name_uk: str = Field("", max_length=200)
    name_en: str = Field("", max_length=200)
    kind: OrganisationKind
    website: str = Field("", max_length=300)
    posts: Number | None = Field(None, ge=0, le=99, multiple_of=0.01)
    posts_visibility: Visibility = Visibility.PUBLIC
    themes: list[Theme] = Field([], max_length=60)
    languages: list[SpokenLanguage] = Field([], max_length=60)


class Text(Schema, extra="forbid"):
    """`sensitive_checked` says that somebody has looked at what the sensitive-detail warning found."""

    text: str = Field("", max_length=6000)
    original: YesNo = False
    visibility: Visibility = Visibility.PUBLIC
    version: Whole = Field(0, ge=0, le=2**31 - 1)
    sensitive_checked: YesNo = False


class Stored(Schema):
    text: str
    original: bool
    visibility: str
    version: int


class HelpIn(Schema, extra="forbid"):
    direction: Direction
    kind: HelpKind
    text: str = Field(min_length=1, max_length=400)
    language: SpokenLanguage = SpokenLanguage.GERMAN
    link: str = Field("", max_length=300)
    until: str = Field("", max_length=20)
    visibility: Visibility = Visibility.PUBLIC
    sensitive_checked: YesNo = False


class Made(Schema):
    id: int


@router.get("", response={200: Own} | REFUSALS, url_name="own", operation_id="get_own")
def own(request: HttpRequest) -> Any:
    """The account behind the token, what the token may, and for whom it acts."""
    user, rights = user_of(request), rights_of(user_of(request))
    found = Organisation.objects.filter(pk__in={*rights.roles, *rights.delegated}).order_by("name", "pk")
    token = request.auth  # type: ignore[attr-defined]
    return {
        "name": user.name,
        "token": token.name,
        "scopes": token.scopes,
        "expires_at": token.expires_at.isoformat(),
        "organisations": [
            {"id": one.pk, "name": one.label, "role": str(rights.roles.get(one.pk, ""))} for one in found
        ],
    }


def _acting(request: HttpRequest, pk: int) -> Acting:
    return get_organisation_to_act(user_of(request), pk, Scope.PROFILE)


def _profile(organisation: Organisation) -> dict[str, Any]:
    stored = profile_values(organisation)
    posts = stored["posts"]
    return stored | {"posts": float(posts) if posts is not None else None, "version": organisation.version}


@router.get(
    "/organisations/{pk}/profile", response={200: Profile} | REFUSALS, url_name="profile", operation_id="get_profile"
)
def profile(request: HttpRequest, pk: KeyInPath) -> Any:
    return _profile(_acting(request, pk).organisation)


@router.put(
    "/organisations/{pk}/profile",
    response={200: Profile} | REFUSALS,
    auth=KEEP,
    url_name="profile",
    operation_id="put_profile",
)
def keep_profile(request: HttpRequest, pk: KeyInPath, values: Body[Profile]) -> Any:
    form = ProfileForm(as_typed(values.dict()), instance=_acting(request, pk).organisation)
    cleaned = checked(form)
    shared = {name: cleaned[name] for name in ("themes", "languages", "version")}
    edit_profile(_acting(request, pk), cleaned, **shared)
    return _profile(_acting(request, pk).organisation)


def _stored(found: OrganisationText | None) -> dict[str, Any]:
    if found is None:
        return {"text": "", "original": False, "visibility": "public", "version": 0}
    return {
        "text": found.text,
        "original": found.is_original,
        "visibility": found.visibility,
        "version": found.version,
    }


def _text(acting: Acting, kind: str, language: str) -> OrganisationText | None:
    return acting.organisation.texts.filter(kind=kind, language=language).first()


@router.get(
    "/organisations/{pk}/texts/{kind}/{language}",
    response={200: Stored} | REFUSALS,
    url_name="text",
    operation_id="get_text",
)
def text(request: HttpRequest, pk: KeyInPath, kind: TextKind, language: Path[Language]) -> Any:
    return _stored(_text(_acting(request, pk), kind, language))


@router.put(
    "/organisations/{pk}/texts/{kind}/{language}",
    response={200: Stored} | REFUSALS,
    auth=KEEP,
    url_name="text",
    operation_id="put_text",
)
def keep_text(request: HttpRequest, pk: KeyInPath, kind: TextKind, language: Path[Language], values: Body[Text]) -> Any:
    """An empty text is removed."""
    acting = _acting(request, pk)
    cleaned = checked(TextForm(as_typed(values.dict())))
    save_text(acting, kind=kind, language=language, **cleaned)
    return _stored(_text(acting, kind, language))


def _entry(acting: Acting, entry: int) -> HelpEntry:
    found = HelpEntry.objects.filter(organisation=acting.organisation, pk=entry).first()
    if found is None:
        raise Http404
    return found


@router.post(
    "/organisations/{pk}/help",
    response={201: Made} | REFUSALS,
    auth=KEEP,
    url_name="help",
    operation_id="add_help",
)
def add_help(request: HttpRequest, pk: KeyInPath, values: Body[HelpIn]) -> Any:
    """Something the organisation offers or looks for."""
    acting = _acting(request, pk)
    cleaned = checked(HelpForm(as_typed(values.dict())))
    return Status(201, {"id": save_help_entry(acting, cleaned).pk})


@router.put(
    "/organisations/{pk}/help/{entry}",
    response={200: Made} | REFUSALS,
    auth=KEEP,
    url_name="help_entry",
    operation_id="put_help",
)
def keep_help(request: HttpRequest, pk: KeyInPath, entry: Path[Key], values: Body[HelpIn]) -> Any:
    acting = _acting(request, pk)
    row = _entry(acting, entry)
    cleaned = checked(HelpForm(as_typed(values.dict()), instance=HelpEntry(organisation=acting.organisation)))
    return {"id": save_help_entry(acting, cleaned, entry=row).pk}


@router.delete(
    "/organisations/{pk}/help/{entry}",
    response={204: None} | REFUSALS,
    auth=KEEP,
    url_name="help_entry",
    operation_id="delete_help",
)
def drop_help(request: HttpRequest, pk: KeyInPath, entry: Path[Key]) -> Any:
    acting = _acting(request, pk)
    remove_help_entry(acting, _entry(acting, entry))
    return Status(204, None)


__all__ = ["READ", "REFUSALS", "Made", "router"]
