"""Documents, pages and the directory of help, for everybody."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from spilno.library.enums import DocumentKind, Place, Reader
from spilno.library.forms import HelpFilter
from spilno.library.processing import processings, recipients
from spilno.library.queries import entries, get_document, pages_at, published
from spilno.library.rules import may_keep
from spilno.organisations.queries import rights_of


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """Papers by kind; `for` and `kind` narrow, unknown words are no filter."""
    reader, kind = request.GET.get("for", ""), request.GET.get("kind", "")
    reader = reader if reader in Reader.values else ""
    kind = kind if kind in DocumentKind.values and kind != DocumentKind.PAGE else ""
    context = {
        "found": published(kind=kind, reader=reader),
        "readers": Reader.choices,
        "kinds": [(one.value, one.label) for one in DocumentKind if one != DocumentKind.PAGE],
        "reader": reader,
        "kind": kind,
        "may_keep": may_keep(rights_of(request.user)),
    }
    return render(request, "library/documents.html", context)


@require_safe
def document(request: HttpRequest, key: str) -> HttpResponse:
    context = {"one": get_document(key, page=False), "may_keep": may_keep(rights_of(request.user))}
    return render(request, "library/document.html", context)


@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    """A page of the website; the privacy page adds what the declarations of the data say."""
    context: dict[str, Any] = {"one": get_document(key, page=True), "may_keep": may_keep(rights_of(request.user))}
    if key == "about":
        context["more"] = pages_at(Place.ABOUT)
    if key == "privacy":
        context |= {"processings": list(processings()), "recipients": recipients()}
    return render(request, "library/page.html", context)


@require_safe
def help_directory(request: HttpRequest) -> HttpResponse:
    form = HelpFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    need, reader, step = (wanted.get(name, "") for name in ("need", "reader", "step"))
    context = {
        "form": form,
        "found": entries(need=need, reader=reader, step=step),
        "narrowed": bool(need or reader or step),
        "may_keep": may_keep(rights_of(request.user)),
    }
    return render(request, "library/help.html", context, status=200 if form.is_valid() else 422)
