"""Topics: brought, supported, merged, withdrawn."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.design.listing import page_of
from spilno.exchange.actions import topics as actions
from spilno.exchange.enums import TopicStatus
from spilno.exchange.forms.topics import OWN, MergeForm, TopicForm
from spilno.exchange.models import Meeting, Topic
from spilno.exchange.queries import get_visit
from spilno.exchange.queries.knowledge import known_about
from spilno.exchange.queries.registrations import organisations_to_act
from spilno.exchange.queries.topics import (
    get_topic_to_arrange,
    get_topic_to_edit,
    get_topic_visit,
    supporting,
    topics_for,
    who_may_know,
)
from spilno.organisations.enums import Scope
from spilno.organisations.queries import get_organisation_to_act, rights_of, viewer_of
from spilno.organisations.views.common import attempt, person_of, press, signed_in, stored_values, with_version

PER_PAGE = 25
MOST_TO_MERGE = 200


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@signed_in
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Open topics that the reader may read, of one meeting or of all."""
    rights = rights_of(request.user)
    viewer = viewer_of(request.user, rights)
    if not viewer.in_network:
        raise Http404
    rows = topics_for(viewer, rights).open().by_weight()
    meeting = get_visit(request.user, _number(wanted)).meeting if (wanted := request.GET.get("meeting", "")) else None
    page = page_of(rows.filter(meeting=meeting) if meeting else rows, request.GET.get("page", ""), per_page=PER_PAGE)
    may_bring = bool(organisations_to_act(rights))
    return render(request, "exchange/topics.html", {"page": page, "meeting": meeting, "may_bring": may_bring})


def _meetings(request: HttpRequest) -> Any:
    viewer = viewer_of(request.user)
    rows = Meeting.objects.visible_to(viewer).filter(status="published", ends_at__gte=timezone.now())
    return rows.order_by("starts_at", "pk")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    organisations = organisations_to_act(rights_of(request.user))
    if not organisations:
        raise Http404
    initial: dict[str, Any] = {"meeting": _number(request.GET.get("meeting", "")), "organisation": organisations[0].pk}
    initial["language"] = (get_language() or "de")[:2]
    form = TopicForm(request.POST or None, initial=initial, organisations=organisations, meetings=_meetings(request))
    if request.method == "POST" and form.is_valid():
        acting = get_organisation_to_act(request.user, form.cleaned_data["organisation"], Scope.EXCHANGE)
        made = actions.bring_topic(acting, form.values, meeting=form.cleaned_data["meeting"])
        messages.success(request, _("Thank you. Your topic is there for those whom you chose."))
        return redirect("exchange:topic", pk=made.pk)
    return render(request, "exchange/edit_topic.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_safe
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """The topic, its votes, and who may know an answer."""
    visit = get_topic_visit(request.user, pk)
    own = organisations_to_act(visit.rights)
    others = topics_for(visit.viewer, visit.rights).open().exclude(pk=pk)[:MOST_TO_MERGE]
    context = {
        "visit": visit,
        "topic": visit.topic,
        "votes": visit.topic.supports.count(),
        "own": own,
        "supporting": supporting(visit.topic, own),
        "known": known_about(visit.topic, visit.viewer),
        "knowing": who_may_know(visit.topic, visit.viewer),
        "merge_form": MergeForm(topics=others)
        if visit.may_arrange and visit.topic.status == TopicStatus.OPEN
        else None,
    }
    return render(request, "exchange/topic.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_topic_to_edit(request.user, pk).topic
    initial = {name: getattr(row, name) for name in (*OWN, "meeting", "version")}
    form = TopicForm(request.POST or None, initial=initial, organisations=[], meetings=_meetings(request))
    if request.method == "POST" and form.is_valid():
        values = form.values | {"meeting": form.cleaned_data["meeting"]}
        version = form.cleaned_data["version"] or 0
        if attempt(form, lambda: actions.change_topic(row, values, version=version, acting_user=person_of(request))):
            messages.success(request, _("The topic is saved."))
            return redirect("exchange:topic", pk=pk)
        if hasattr(form, "stored_now"):
            with_version(form, Topic.objects.get(pk=pk).version)
    context = {"form": form, "topic": row, "stored": stored_values(form)}
    return render(request, "exchange/edit_topic.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def support(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin or end supporting it, for the organisation that the form names."""
    visit = get_topic_visit(request.user, pk)
    acting = get_organisation_to_act(request.user, _number(request.POST.get("organisation", "")), Scope.EXCHANGE)
    change = actions.end_support if request.POST.get("wish") == "no" else actions.support_topic
    press(request, lambda: change(acting, visit.topic))
    return redirect("exchange:topic", pk=pk)


@signed_in
@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    visit = get_topic_to_arrange(request.user, pk)
    form = MergeForm(request.POST, topics=topics_for(visit.viewer, visit.rights))
    if not form.is_valid():
        messages.error(request, _("Please choose an open topic."))
        return redirect("exchange:topic", pk=pk)
    into = form.cleaned_data["into"]
    press(request, lambda: actions.merge_topics(visit.topic, into, acting_user=person_of(request)))
    visit.topic.refresh_from_db(fields=["merged_into"])
    # Where the votes are now.
    return redirect("exchange:topic", pk=visit.topic.merged_into_id or pk)


@signed_in
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdrawn by its own people, or spoken of."""
    visit = get_topic_to_edit(request.user, pk)
    status = TopicStatus.DONE if request.POST.get("done") else TopicStatus.WITHDRAWN
    press(request, lambda: actions.close_topic(visit.topic, status=status, acting_user=person_of(request)))
    return redirect("exchange:topic", pk=pk)
