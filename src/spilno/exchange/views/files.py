"""A meeting's papers: added by its hosts, handed out as attachments."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.exchange.actions import files as actions
from spilno.exchange.enums import MinutesAudience
from spilno.exchange.forms.files import FileForm
from spilno.exchange.models import Meeting, MeetingFile
from spilno.exchange.queries import get_meeting_to_host
from spilno.exchange.queries.files import get_file_for
from spilno.organisations.views.common import attempt, person_of, press, signed_in
from spilno.partnerships.files import store_upload
from spilno.partnerships.views.attachments import attachment


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = get_meeting_to_host(request.user, pk).meeting
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _add(request, meeting, form)):
        messages.success(request, _("The file is added."))
        return redirect("exchange:add_file", pk=pk)
    context = {"form": form, "meeting": meeting, "files": meeting.files.all()}
    return render(request, "exchange/add_file.html", context, status=422 if form.errors else 200)


def _add(request: HttpRequest, meeting: Meeting, form: FileForm) -> None:
    upload, title = form.cleaned_data["file"], form.cleaned_data["title"]
    audience = MinutesAudience(form.cleaned_data["audience"])
    file = store_upload(upload, upload.size)
    actions.add_file(meeting, title=title, audience=audience, file=file, acting_user=person_of(request))


@signed_in
@require_POST
def remove(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    meeting = get_meeting_to_host(request.user, pk).meeting
    row = get_object_or_404(MeetingFile, pk=file, meeting=meeting)
    press(request, lambda: actions.remove_file(row, acting_user=person_of(request)))
    return redirect("exchange:add_file", pk=pk)


@require_safe
def read(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    row = get_file_for(request.user, pk, file)
    return attachment(row, public=row.audience == MinutesAudience.PUBLIC)
