"""Messages between organisations; nobody sees an address."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.design.listing import page_of
from spilno.organisations.actions import relay as actions
from spilno.organisations.enums import Scope
from spilno.organisations.forms.relay import AnswerForm, ReportForm, WriteForm
from spilno.organisations.models import Block, Message
from spilno.organisations.queries import (
    Acting,
    acting_for,
    get_organisation_for,
    get_organisation_to_act,
    rights_of,
    viewer_of,
)
from spilno.organisations.queries.relay import (
    blocks_of,
    get_thread_for,
    messages_of,
    readable_organisations,
    senders_for,
    threads_for,
)
from spilno.organisations.views.common import attempt, person_of, press, signed_in

PER_PAGE = 25


@signed_in
@require_safe
def threads(request: HttpRequest) -> HttpResponse:
    """All conversations of a person and of those they act for."""
    user = person_of(request)
    rights = rights_of(user)
    page = page_of(threads_for(user, rights), request.GET.get("page", ""), per_page=PER_PAGE)
    own = readable_organisations(rights)
    context = {"page": page, "own_ids": own, "blocks": blocks_of(own)}
    return render(request, "organisations/threads.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to an organisation."""
    user = person_of(request)
    rights = rights_of(user)
    to = get_organisation_for(viewer_of(user, rights), pk)
    senders = senders_for(user)
    form = WriteForm(request.POST or None, senders=senders, initial={"language": (get_language() or "en")[:2]})
    made: list[Any] = []
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        sender = values.pop("sender")
        chosen = next((one for one in senders if str(one.pk) == sender), None)
        acting: Acting | None = acting_for(user, rights, chosen, Scope.MESSAGES) if chosen else None
        if attempt(form, lambda: made.append(actions.begin_thread(to, acting_user=user, acting=acting, **values))):
            messages.success(request, _("Your message is on its way. The answer will stand here."))
            return redirect("organisations:thread", pk=made[0].pk)
    context = {"form": form, "organisation": to}
    return render(request, "organisations/write.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """One conversation, with the form for the next message."""
    user = person_of(request)
    seen = get_thread_for(user, pk)
    form = AnswerForm(request.POST or None, initial={"language": (get_language() or "en")[:2]})
    if request.method == "POST":
        if not seen.may_answer:
            raise Http404
        if form.is_valid() and attempt(
            form, lambda: actions.answer_thread(seen, acting_user=user, **form.cleaned_data)
        ):
            messages.success(request, _("Your answer is sent."))
            return redirect("organisations:thread", pk=pk)
    else:
        actions.mark_read(seen.thread, acting_user=user)
    context = {"seen": seen, "thread": seen.thread, "letters": messages_of(seen.thread, user), "form": form}
    return render(request, "organisations/thread.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int, message: int) -> HttpResponse:
    """Show a message of the other side to the network office."""
    user = person_of(request)
    seen = get_thread_for(user, pk)
    row = get_object_or_404(Message, pk=message, thread=seen.thread, by_sender=not seen.by_sender)
    form = ReportForm(request.POST or None)
    save = lambda: actions.report_message(row, acting_user=user, **form.cleaned_data)  # noqa: E731
    if request.method == "POST" and form.is_valid() and attempt(form, save):
        messages.success(request, _("Thank you. The network office will look at it."))
        return redirect("organisations:thread", pk=pk)
    context = {"form": form, "thread": seen.thread, "message": row}
    return render(request, "organisations/report.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def block(request: HttpRequest, pk: int) -> HttpResponse:
    """Take no more messages from whoever began this conversation."""
    seen = get_thread_for(request.user, pk)
    acting = seen.acting
    if seen.by_sender or acting is None:
        raise Http404
    press(request, lambda: actions.block_sender(acting, seen.thread))
    return redirect("organisations:thread", pk=pk)


@signed_in
@require_POST
def unblock(request: HttpRequest, pk: int, block: int) -> HttpResponse:
    acting = get_organisation_to_act(request.user, pk, Scope.MESSAGES)
    row = get_object_or_404(Block, pk=block, organisation=pk)
    press(request, lambda: actions.lift_block(acting, row))
    return redirect("organisations:threads")
