"""Faults as RFC 9457 says them: application/problem+json, with the field where there is one."""

import json
from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, Throttled, ValidationError

from spilno.common.errors import ChangedMeanwhileError, RefusedError, WithdrawnError
from spilno.common.limits import LimitReachedError
from spilno.engine.errors import InvalidInput

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "The request cannot be read",
    401: "A token is needed",
    403: "The token does not allow this",
    404: "Not there, or not for you",
    409: "Somebody else saved in between",
    410: "Withdrawn",
    422: "Something in the request is wrong",
    429: "Too often",
    500: "Something went wrong here",
}
# What an operation may answer besides success.
PUBLIC = frozenset({400, 404, 410, 422, 429})
GUARDED = PUBLIC | {401, 403, 409}


class Problem(Schema):
    """`errors` names each field that is wrong, with what is wrong about it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    errors: dict[str, list[str]] = {}


class WrongFields(Exception):
    """A form refused the values; the texts are for the person."""

    def __init__(self, form: BaseForm) -> None:
        self.errors = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
        super().__init__("wrong fields")


def answer(status: int, detail: str = "", errors: Mapping[str, list[str]] | None = None, **more: Any) -> HttpResponse:
    told = {"type": "about:blank", "title": TITLES[status], "status": status, "detail": detail}
    told |= {"errors": dict(errors or {})} | more
    return HttpResponse(json.dumps(told, ensure_ascii=False), status=status, content_type=CONTENT_TYPE)


def _limited(seconds: float | None) -> HttpResponse:
    response = answer(429)
    response.headers["Retry-After"] = str(max(1, round(seconds or 60)))
    return response


def _field(location: Any) -> str:
    """`("body", "values", "themes", 0)` is about `themes.0`."""
    parts = [str(part) for part in location if part not in ("body", "query", "path", "values", "filters")]
    return ".".join(parts) or "body"


def _invalid(error: ValidationError) -> HttpResponse:
    errors: dict[str, list[str]] = {}
    for one in error.errors:
        errors.setdefault(_field(one["loc"]), []).append(str(one["msg"]))
    return answer(422, errors=errors)


def _refused(error: RefusedError) -> HttpResponse:
    if isinstance(error, ChangedMeanwhileError):
        current = json.loads(json.dumps(dict(error.current), default=str))
        return answer(409, str(error), current=current)
    return answer(422, str(error), {error.field: [str(error)]} if error.field else None)


def add_handlers(api: NinjaAPI) -> None:
    def handle(kind: type[Exception], make: Any) -> None:
        api.add_exception_handler(kind, lambda _request, error: make(error))

    handle(ValidationError, _invalid)
    handle(WrongFields, lambda error: answer(422, errors=error.errors))
    handle(RefusedError, _refused)
    handle(InvalidInput, lambda error: answer(422, str(error)))
    handle(LimitReachedError, lambda error: _limited(error.limit.seconds))
    handle(Throttled, lambda error: _limited(error.wait))
    handle(AuthenticationError, lambda _error: _unknown())
    handle(AuthorizationError, lambda _error: answer(403))
    handle(Http404, lambda _error: answer(404))
    handle(WithdrawnError, lambda _error: answer(410))
    handle(HttpError, lambda error: answer(error.status_code if error.status_code in TITLES else 400, str(error)))


def _unknown() -> HttpResponse:
    response = answer(401)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def not_found(_request: HttpRequest) -> HttpResponse:
    return answer(404)
