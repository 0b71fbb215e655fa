"""What the views of this app share: a signed-in person, a refusal beside its field."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from spilno.accounts.models import User
from spilno.common.errors import ChangedMeanwhileError, RefusedError
from spilno.common.limits import LimitReachedError
from spilno.common.stamps import stamp_of

P = ParamSpec("P")


def signed_in(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For people with an account; the answer is nobody else's and is kept nowhere."""

    @wraps(view)
    def inner(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return view(request, *args, **kwargs)

    guarded: Callable[..., HttpResponse] = never_cache(login_required(inner))
    return guarded


def person_of(request: HttpRequest) -> User:
    """The account behind a request that `signed_in` has let through."""
    assert isinstance(request.user, User)
    return request.user


def stored_values(form: BaseForm) -> list[tuple[str, str]]:
    """Label and value of what is stored now, where `attempt` met somebody else's save; shown beside what was typed."""
    current: Mapping[str, Any] = getattr(form, "stored_now", {})
    shown = []
    for name, field in form.fields.items():
        value = current.get(name)
        if value:
            text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            shown.append((str(field.label or name), text))
    return shown


def press(
    request: HttpRequest, action: Callable[[], Any], done: Callable[[Any], object] | object = ""
) -> Exception | None:
    """Do what a button without a form asks for, and say so; a refusal becomes a message, and is given back.

    `done`: what it came to, where it is more than what the page shows; or how to say it from what the action gives.
    """
    try:
        result = action()
    except (RefusedError, LimitReachedError) as refused:
        messages.error(request, str(refused))
        return refused
    said = done(result) if callable(done) else done
    messages.success(request, str(said or _("It is done.")))
    return None


def with_version(form: BaseForm, version: int) -> None:
    """Let a form that met another's save be sent again, now against what is stored."""
    replace_value(form, "version", str(version))


def replace_value(form: BaseForm, field: str, value: str) -> None:
    """What the bound form shows in this field, whatever was sent; a text with marks is given as marks."""
    data = QueryDict(mutable=True)
    for name in form.data:
        data.setlist(name, form.data.getlist(name) if isinstance(form.data, QueryDict) else [form.data[name]])
    data[field] = value
    data.pop(f"{field}-is-html", None)
    form.data = data


def _begin_again(form: BaseForm, current: Mapping[str, Any]) -> None:
    """The next save is made against what is stored now, which the page shows."""
    form.stored_now = current  # type: ignore[attr-defined]
    if "stamp" in form.fields:
        replace_value(form, "stamp", stamp_of(current))


def attempt(form: BaseForm, action: Callable[[], Any]) -> bool:
    """Do it; a refusal becomes an error of the form, beside its field. True when it was done."""
    try:
        action()
    except (RefusedError, LimitReachedError) as refused:
        field = getattr(refused, "field", None)
        form.add_error(field if field in form.fields else None, str(refused))
        if isinstance(refused, ChangedMeanwhileError):
            _begin_again(form, refused.current)
        return False
    return True
