"""The public list of requests, one request, and its life for those who keep it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.common.errors import RefusedError
from spilno.common.freshness import while_unchanged
from spilno.design.links import links_from
from spilno.design.listing import address_without, filters_of, page_of, without_nuls
from spilno.organisations.queries import rights_of
from spilno.organisations.views.common import attempt, person_of, press, signed_in
from spilno.partnersearch.actions import requests as actions
from spilno.partnersearch.actions.watching import drop_watch, follow_request, save_watch, unfollow_request
from spilno.partnersearch.enums import PUBLISHED, Part, RequestStatus
from spilno.partnersearch.exports import as_atom, as_json
from spilno.partnersearch.forms.requests import (
    NoteForm,
    SearchForm,
    WatchForm,
)
from spilno.partnersearch.models import PartnerRequest, Watch
from spilno.partnersearch.queries.figures import figures_now
from spilno.partnersearch.queries.introductions import introductions_for
from spilno.partnersearch.queries.requests import (
    Keeping,
    Wanted,
    find_requests,
    get_request_for,
    get_request_to_keep,
    is_handed_in_by,
    number_of,
    organisations_to_seek,
    own_requests,
    parts_for_reader,
    request_of_link,
    with_all,
    with_lines,
)
from spilno.partnersearch.queries.watching import followed_by, wanted_by
from spilno.partnersearch.rules import THEMES, may_review, missing_in, needs_second_eyes
from spilno.places.lookup import region_choices

PER_PAGE = 20
FORM_METHODS = ["GET", "HEAD", "POST"]


def _form(data: QueryDict) -> SearchForm:
    return SearchForm(data, regions=region_choices(("DE", "UA")))


@dataclass(frozen=True)
class Asked:
    """What an address asks for, None where it is wrong, and its form as it is drawn on every page of the list."""

    wanted: Wanted | None
    form: SafeString


@while_unchanged
def _asked(address: str, *, narrowed: bool, filtered: bool) -> Asked:
    data = without_nuls(QueryDict(address))
    form = _form(data)
    wanted = wanted_by(data) if form.is_valid() else None
    context = {"form": form, "narrowed": narrowed, "filtered": filtered}
    return Asked(wanted, render_to_string("partnersearch/partials/search_form.html", context))


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Open requests, for everybody."""
    narrowed = bool(address_without(request, ["sort"]))
    # Words alone leave the filters folded, so that what was found is not pushed off the screen.
    filtered = bool(address_without(request, ["q"]))
    asked = _asked(address_without(request), narrowed=narrowed, filtered=filtered)
    context: dict[str, Any] = {"search_form": asked.form, "address": address_without(request), "narrowed": narrowed}
    if asked.wanted is None:
        return render(request, "partnersearch/requests.html", context, status=422)
    found, number = with_lines(find_requests(asked.wanted)), number_of(asked.wanted)
    page = page_of(found, request.GET.get("page", ""), per_page=PER_PAGE, count=number)
    return render(request, "partnersearch/requests.html", context | {"page": page, "number": number})


@require_safe
def requests_atom(request: HttpRequest) -> HttpResponse:
    data = filters_of(request)
    if not _form(data).is_valid():
        return HttpResponse(status=422)
    found = with_all(find_requests(wanted_by(data)))
    return HttpResponse(as_atom(found, address_without(request)), content_type="application/atom+xml; charset=utf-8")


@require_safe
def requests_json(request: HttpRequest) -> HttpResponse:
    data = filters_of(request)
    form = _form(data)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    page = page_of(with_all(find_requests(wanted_by(data))), request.GET.get("page", ""), per_page=100)
    return JsonResponse(as_json(page), json_dumps_params={"ensure_ascii": False})


def _still_missing(row: PartnerRequest) -> list[tuple[str, str]]:
    """What to do before a draft can be handed on, and where."""
    return [(what_to_do, _where_filled_in(row, field)) for field, what_to_do in missing_in(row).items()]


@require_safe
def one_request(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_request_for(request.user, pk)
    rights = rights_of(request.user)
    try:
        keeping = get_request_to_keep(request.user, pk, office=True)
    except Http404:
        keeping = None
    context = {
        "row": row,
        "parts": parts_for_reader(row),
        "keeping": keeping,
        "is_own": keeping is not None and keeping.acting is not None,
        "may_review": may_review(rights) and row.status == "review",
        "needs_second_eyes": needs_second_eyes(row.organisation),
        "missing": _still_missing(row) if keeping and row.status == RequestStatus.DRAFT else [],
        "handed_in_by_me": is_handed_in_by(row, request.user),
        "events": row.events.select_related("by") if keeping else [],
        "introductions": introductions_for(rights).filter(request=row)[:50] if keeping else [],
        "links": links_from("REQUEST_LINKS", row, keeping),
        "is_followed": request.user.is_authenticated and row.followers.filter(user=request.user.pk).exists(),
    }
    return render(request, "partnersearch/request.html", context)


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own requests and conversations."""
    rights = rights_of(person_of(request))
    context = {
        "rows": own_requests(rights)[:100],
        "introductions": introductions_for(rights)[:100],
        "organisations": organisations_to_seek(rights),
        "may_review": may_review(rights),
    }
    return render(request, "partnersearch/mine.html", context)


OWN_MOVES: dict[str, Callable[[Keeping], Any]] = {
    "submit": actions.submit_request,
    "approve": actions.approve_request,
    "renew": actions.renew_request,
    "reopen": actions.reopen_request,
}


def _where_filled_in(row: PartnerRequest, field: str) -> str:
    """The page with this field, in the language the request was begun in, where its error then stands."""
    if field == THEMES:
        return reverse("partnersearch:wishes", args=[row.pk]) + "?missing=1"
    begun = next((one for one in row.texts.all() if one.part == Part.TITLE and one.is_original), None)
    if begun is None:
        return reverse("partnersearch:texts", args=[row.pk]) + "?missing=1"
    return reverse("partnersearch:texts_in", args=[row.pk, begun.language]) + "?missing=1"


def _stands_now(row: PartnerRequest) -> object:
    """What a step came to, by where the request stands after it."""
    if row.status in PUBLISHED and row.expires_at:
        day = date_format(timezone.localtime(row.expires_at), "DATE_FORMAT")
        return _("Everybody can read it until %(day)s.") % {"day": day}
    return {
        RequestStatus.DRAFT: _("It is a draft again, with everything it said."),
        RequestStatus.SECOND_EYES: _("It is handed in. Somebody else of your organisation has to read it now."),
        RequestStatus.REVIEW: _("It is handed in. The network office reads it and publishes it."),
    }.get(RequestStatus(row.status))


@signed_in
@require_POST
def move(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """What its own people do with a request by one button."""
    keeping = get_request_to_keep(request.user, pk)
    if step not in OWN_MOVES:
        raise Http404
    missing = missing_in(keeping.request) if step == "submit" and keeping.request.status == RequestStatus.DRAFT else {}
    if missing:
        # What is missing is said where it can be filled in.
        messages.error(request, _("It is not handed on yet: readers could not answer it as it stands."))
        return redirect(_where_filled_in(keeping.request, next(iter(missing))))
    press(request, lambda: OWN_MOVES[step](keeping), _stands_now)
    return redirect("partnersearch:request", pk=pk)


@signed_in
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    keeping = _office(request, pk)
    press(request, lambda: actions.publish_request(keeping), _stands_now)
    return redirect("partnersearch:request", pk=pk)


def _office(request: HttpRequest, pk: int) -> Keeping:
    keeping = get_request_to_keep(request.user, pk, office=True)
    if not keeping.is_office:
        raise Http404
    return keeping


def _with_note(
    request: HttpRequest, row: PartnerRequest, form: forms.Form, title: str, save: Callable[[], Any], done: str
) -> HttpResponse:
    """A page that asks why, and then does it."""
    if request.method == "POST" and form.is_valid() and attempt(form, save):
        messages.success(request, done)
        return redirect("partnersearch:request", pk=row.pk)
    context = {"form": form, "row": row, "title": title}
    return render(request, "partnersearch/note.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(FORM_METHODS)
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The network office asks for something before it publishes."""
    keeping, form = _office(request, pk), NoteForm(request.POST or None)
    save = lambda: actions.return_request(keeping, note=form.cleaned_data["note"])  # noqa: E731
    return _with_note(
        request, keeping.request, form, _("Give the request back"), save, _("It is given back with your word.")
    )


@signed_in
@require_http_methods(FORM_METHODS)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    keeping, form = get_request_to_keep(request.user, pk, office=True), NoteForm(request.POST or None, required=False)
    save = lambda: actions.close_request(keeping, note=form.cleaned_data["note"])  # noqa: E731
    done = _("The request is closed. It can be opened again at any time.")
    return _with_note(request, keeping.request, form, _("Close the request"), save, done)


@csrf_exempt
@require_http_methods(FORM_METHODS)
def renew_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail is the proof: no cookie; a page with one button, as mail scanners open links and press none."""
    row, done = request_of_link(token), False
    refused = "" if row else str(actions.LINK_IS_USED)
    if request.method == "POST":
        try:
            row, done = actions.renew_by_token(token), True
        except RefusedError as error:
            refused = str(error)
    context = {"row": row, "done": done, "refused": refused}
    response = render(request, "partnersearch/renew.html", context, status=410 if refused else 200)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@signed_in
@require_http_methods(FORM_METHODS)
def watches(request: HttpRequest) -> HttpResponse:
    """Saved searches: the list, and the form that saves the search one comes from."""
    user = person_of(request)
    filters = QueryDict(address_without(request)).urlencode()[:600]
    form = WatchForm(request.POST or None, initial={"filters": filters, "title": request.GET.get("q", "")[:120]})
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "filters": QueryDict(form.cleaned_data["filters"]).urlencode()[:600]}
        if attempt(form, lambda: save_watch(acting_user=user, **values)):
            messages.success(request, _("The search is saved. New requests that fit come by mail."))
            return redirect("partnersearch:watches")
    context = {"form": form, "watches": Watch.objects.filter(user=user), "followed": followed_by(user)}
    return render(request, "partnersearch/watches.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def remove_watch(request: HttpRequest, pk: int) -> HttpResponse:
    user = person_of(request)
    watch = get_object_or_404(Watch, pk=pk, user=user)
    press(request, lambda: drop_watch(watch, acting_user=user))
    return redirect("partnersearch:watches")


@signed_in
@require_POST
def follow(request: HttpRequest, pk: int, how: str) -> HttpResponse:
    """Onto one's watchlist, or off it."""
    row, user = get_request_for(request.user, pk), person_of(request)
    change = {"on": follow_request, "off": unfollow_request}.get(how)
    if change is None:
        raise Http404
    press(request, lambda: change(row, acting_user=user))
    return redirect("partnersearch:request", pk=pk)


@signed_in
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """How the search as a whole is going, for the network office."""
    if not may_review(rights_of(person_of(request))):
        raise Http404
    return render(request, "partnersearch/figures.html", {"figures": figures_now()})
