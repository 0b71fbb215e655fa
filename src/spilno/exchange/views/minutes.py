"""Minutes and tasks of one meeting."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.common.merging import Merged
from spilno.exchange.actions import minutes as actions
from spilno.exchange.enums import MinutesAudience
from spilno.exchange.forms.minutes import ApproveForm, MinutesForm, TaskForm
from spilno.exchange.models import ActionItem, Minutes, MinutesRevision
from spilno.exchange.queries import get_meeting_to_host
from spilno.exchange.queries.minutes import Sitting, agenda_text, get_minutes_for, get_sitting, people_of, tasks_of
from spilno.organisations.views.common import attempt, person_of, press, replace_value, signed_in, with_version

REVISIONS_SHOWN = 50


def _first_values(sitting: Sitting) -> dict[str, Any]:
    row = sitting.minutes
    text = row.text if row and row.version else agenda_text(sitting.visit.meeting)
    return {"text": text, "version": row.version if row else 0}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Written together. What meets somebody else's text is joined with it, or both are shown."""
    sitting = get_sitting(request.user, pk)
    form = MinutesForm(request.POST or None, initial=_first_values(sitting))
    found: list[actions.Written] = []
    done = (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: found.append(_save(request, sitting, form)))
    )
    if done and found[0].saved:
        messages.success(request, _joined_or_saved(found[0]))
        return redirect("exchange:write_minutes", pk=pk)
    row = Minutes.objects.filter(meeting=pk).first()
    merged = found[0].merged if found else None
    if merged and row:
        _begin_with(form, merged, row)
    context = {
        "form": form,
        "save_on_leaving": row is None or not row.is_approved,
        "meeting": sitting.visit.meeting,
        "minutes": row,
        "conflicts": merged.conflicts if merged else (),
        "is_host": sitting.visit.is_host,
        "approve_form": ApproveForm(initial={"version": row.version if row else 0}),
        "revisions": row.revisions.select_related("saved_by")[:REVISIONS_SHOWN] if row else [],
    }
    return render(request, "exchange/write_minutes.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, sitting: Sitting, form: MinutesForm) -> actions.Written:
    text, version = form.cleaned_data["text"], form.cleaned_data["version"]
    return actions.write_minutes(sitting.visit.meeting, text, version=version, acting_user=person_of(request))


def _joined_or_saved(written: actions.Written) -> str:
    if written.merged is None:
        return _("The minutes are saved.")
    return _("The minutes are saved. Somebody else had saved in the meantime; both texts are joined. Please read them.")


def _begin_with(form: MinutesForm, merged: Merged, row: Minutes) -> None:
    """The next save is made of both texts, against what is stored now."""
    with_version(form, row.version)
    replace_value(form, "text", merged.text)
    if merged.conflicts:
        text = _(
            "Somebody else has changed the same paragraphs in the meantime. Both stand in the text now, one after the other:"
            " keep what is right and save."
        )
    else:
        text = _(
            "Somebody else has saved in the meantime, and both texts together are too long. Please shorten and save."
        )
    form.add_error("text", text)


@signed_in
@require_safe
def revision(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One state of the minutes, to read and to copy from."""
    sitting = get_sitting(request.user, pk)
    row = get_object_or_404(MinutesRevision.objects.select_related("saved_by"), pk=number, minutes__meeting=pk)
    return render(request, "exchange/revision.html", {"revision": row, "meeting": sitting.visit.meeting})


@require_safe
def read(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_minutes_for(request.user, pk)
    return render(request, "exchange/minutes.html", {"minutes": row, "meeting": row.meeting})


@signed_in
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve for an audience, or open again."""
    meeting = get_meeting_to_host(request.user, pk).meeting
    user = person_of(request)
    if request.POST.get("reopen"):
        press(request, lambda: actions.reopen_minutes(meeting, acting_user=user))
        return redirect("exchange:write_minutes", pk=pk)
    form = ApproveForm(request.POST)
    if form.is_valid():
        audience, version = MinutesAudience(form.cleaned_data["audience"]), form.cleaned_data["version"]
        press(request, lambda: actions.approve_minutes(meeting, audience=audience, version=version, acting_user=user))
    else:
        messages.error(request, _("Please choose who may read the minutes."))
    return redirect("exchange:write_minutes", pk=pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def tasks(request: HttpRequest, pk: int) -> HttpResponse:
    """Who does what until when; anybody who takes part may add one."""
    sitting = get_sitting(request.user, pk)
    meeting = sitting.visit.meeting
    form = TaskForm(request.POST or None, people=people_of(meeting))
    add: Any = lambda: actions.add_action_item(meeting, form.values, acting_user=person_of(request))  # noqa: E731
    if request.method == "POST" and form.is_valid() and attempt(form, add):
        messages.success(request, _("The task is noted."))
        return redirect("exchange:tasks", pk=pk)
    context = {"form": form, "meeting": meeting, "tasks": tasks_of(meeting)}
    return render(request, "exchange/tasks.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Done or not; for whoever has taken it on, wherever they are now, and for those who take part."""
    item = ActionItem.objects.select_related("meeting").filter(pk=pk).first()
    if item is None:
        raise Http404
    own = item.person_id == person_of(request).pk
    if not own:
        get_sitting(request.user, item.meeting_id)
    done = not request.POST.get("open")
    press(request, lambda: actions.tick_action_item(item, done=done, acting_user=person_of(request)))
    return redirect("exchange:mine") if own else redirect("exchange:tasks", pk=item.meeting_id)
