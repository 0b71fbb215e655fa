"""The office's pages: composing an issue, looking at it, sending it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.common.errors import RefusedError
from spilno.common.stamps import stamp_of
from spilno.newsletter import blocks, content, mime, rules
from spilno.newsletter.actions import issues as actions
from spilno.newsletter.actions import topics as topic_actions
from spilno.newsletter.delivery import has_server
from spilno.newsletter.forms import BlockForm, IssueForm, ScheduleForm, TopicForm
from spilno.newsletter.models import Block, Topic
from spilno.newsletter.queries import get_issue_to_compose, issues_with_numbers
from spilno.newsletter.recipients import fallback_of, numbers_by_language
from spilno.organisations.views.common import attempt, person_of, signed_in, stored_values, with_version

READING_OR_SENDING = ["GET", "HEAD", "POST"]
OFFERED = 40


def _refused(request: HttpRequest, action: Any, done: str = "") -> bool:
    """Do it; say what came of it. True where it was refused."""
    try:
        action()
    except RefusedError as refused:
        messages.warning(request, str(refused))
        return True
    if done:
        messages.success(request, done)
    return False


@signed_in
@require_safe
def issues(request: HttpRequest) -> HttpResponse:
    if not rules.may_compose(request.user):
        raise Http404
    return render(request, "newsletter/issues.html", {"issues": issues_with_numbers()})


@signed_in
@require_http_methods(READING_OR_SENDING)
def new_issue(request: HttpRequest) -> HttpResponse:
    if not rules.may_compose(request.user):
        raise Http404
    form = IssueForm(request.POST or None, is_new=True)
    if request.method == "POST" and form.is_valid():
        issue = actions.create_issue(subjects=form.subjects(), acting_user=person_of(request))
        return redirect("newsletter:issue", pk=issue.pk)
    return render(request, "newsletter/edit.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_safe
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbench of one issue."""
    found = get_issue_to_compose(request.user, pk)
    editions = list(found.editions.order_by("language"))
    languages = [edition.language for edition in editions]
    numbers = numbers_by_language(found)
    own = sum(number for language, number in numbers.items() if language in languages)
    context = {
        "issue": found,
        "editions": editions,
        "subject": editions[0].subject if editions else "",
        "blocks": _described(found.blocks.prefetch_related("texts")),
        "offering": blocks.sources().values(),
        "numbers": [(edition.get_language_display(), numbers.get(edition.language, 0)) for edition in editions],
        "others": sum(numbers.values()) - own,
        "fallback": dict(settings.LANGUAGES)[fallback_of(languages)] if languages else "",
        "schedule_form": ScheduleForm(initial={"version": found.version}),
        "has_server": has_server(),
    }
    return render(request, "newsletter/issue.html", context)


def _described(rows: Any) -> list[dict[str, Any]]:
    """Blocks with what a list says of them: a name, the languages they have, the number of entries."""
    names = dict(settings.LANGUAGES)
    found = []
    for row in rows:
        source = blocks.sources().get(row.source_code)
        texts = list(row.texts.all())
        heading = next((text for text in texts if text.heading), None)
        opening = next((text for text in texts if text.text), None)
        found.append(
            {
                "block": row,
                "label": source.label if source else _("Text"),
                "heading": heading,
                "opening": opening,
                "languages": [names[text.language] for text in texts],
                "number": len(row.keys) if source else None,
            }
        )
    return found


@signed_in
@require_http_methods(READING_OR_SENDING)
def edit_issue(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_issue_to_compose(request.user, pk)
    initial: dict[str, Any] = {f"subject_{one.language}": one.subject for one in found.editions.all()}
    initial |= {
        "topics": list(found.topics.values_list("pk", flat=True)),
        "regions": list(found.regions.values_list("pk", flat=True)),
        "version": found.version,
    }
    form = IssueForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {
            "subjects": form.subjects(),
            "topics": form.cleaned_data.get("topics", []),
            "regions": form.cleaned_data["regions"],
            "version": form.cleaned_data["version"] or 0,
        }
        if attempt(form, lambda: actions.change_issue(found, acting_user=person_of(request), **values)):
            return redirect("newsletter:issue", pk=pk)
    stored = stored_values(form)
    if stored:
        with_version(form, get_issue_to_compose(request.user, pk).version)
    context = {"form": form, "issue": found, "stored": stored}
    return render(request, "newsletter/edit.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(READING_OR_SENDING)
def add_block(request: HttpRequest, pk: int, source: str = "") -> HttpResponse:
    """A free text, or entries that an app offers."""
    found = get_issue_to_compose(request.user, pk)
    offering = blocks.sources().get(source)
    if source and offering is None:
        raise Http404
    choices = [(one.key, f"{one.title}: {one.text}") for one in offering.newest(OFFERED)] if offering else None
    form = BlockForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        keys, texts = form.cleaned_data.get("keys", []), form.texts()
        if attempt(
            form,
            lambda: actions.add_block(found, source=source, keys=keys, texts=texts, acting_user=person_of(request)),
        ):
            return redirect("newsletter:issue", pk=pk)
    context = {"form": form, "issue": found, "source": offering, "is_empty": choices == [], "keep_typed": True}
    return render(request, "newsletter/block.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(READING_OR_SENDING)
def edit_block(request: HttpRequest, pk: int, block: int) -> HttpResponse:
    found = get_issue_to_compose(request.user, pk)
    row = get_object_or_404(Block.objects.select_related("issue"), pk=block, issue=found)
    source = blocks.sources().get(row.source_code)
    choices = None
    if source is not None:
        offered = {one.key: f"{one.title}: {one.text}" for one in [*source.entries(row.keys), *source.newest(OFFERED)]}
        choices = list(offered.items())
    values = row.form_values()
    form = BlockForm(request.POST or None, initial={**values, "stamp": stamp_of(values)}, choices=choices)
    if request.method == "POST" and form.is_valid():
        wanted = {"keys": form.cleaned_data.get("keys"), "texts": form.texts(), "stamp": form.cleaned_data["stamp"]}
        if attempt(form, lambda: actions.change_block(row, **wanted, acting_user=person_of(request))):
            return redirect("newsletter:issue", pk=pk)
    context = {"form": form, "issue": found, "source": source, "block": row, "keep_typed": True}
    context["stored"] = stored_values(form)
    return render(request, "newsletter/block.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def arrange_block(request: HttpRequest, pk: int, block: int) -> HttpResponse:
    """Up, down or away."""
    found = get_issue_to_compose(request.user, pk)
    row = get_object_or_404(Block.objects.select_related("issue"), pk=block, issue=found)
    person = person_of(request)
    if "remove" in request.POST:
        _refused(request, lambda: actions.remove_block(row, acting_user=person), _("The block is removed."))
    elif "up" in request.POST or "down" in request.POST:
        _refused(request, lambda: actions.move_block(row, up="up" in request.POST, acting_user=person))
    return redirect("newsletter:issue", pk=pk)


@signed_in
@require_safe
def preview(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The page as readers will see it, and the plain text of the mail."""
    found = get_issue_to_compose(request.user, pk)
    edition = get_object_or_404(found.editions.select_related("issue"), language=language)
    context = {
        "issue": found,
        "edition": edition,
        "parts": content.parts_of(edition),
        "text": content.letter(edition, actions.NOBODYS_KEY).text,
    }
    return render(request, "newsletter/preview.html", context)


@signed_in
@require_safe
def preview_mail(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The mail itself, to be opened in a mail program."""
    found = get_issue_to_compose(request.user, pk)
    edition = get_object_or_404(found.editions.select_related("issue"), language=language)
    made = mime.mould(edition).fill(to=person_of(request).email, key=actions.NOBODYS_KEY, delivery_id=0, now=0)
    raw = made.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
    response = HttpResponse(raw, content_type="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="newsletter-{pk}-{language}.eml"'
    return response


@signed_in
@require_POST
def test_issue(request: HttpRequest, pk: int) -> HttpResponse:
    found, person = get_issue_to_compose(request.user, pk), person_of(request)
    done = _("The test is on its way to %(email)s.") % {"email": person.email}
    _refused(request, lambda: actions.send_test(found, acting_user=person), done)
    return redirect("newsletter:issue", pk=pk)


@signed_in
@require_POST
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    found, form = get_issue_to_compose(request.user, pk), ScheduleForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            for error in errors:
                messages.warning(request, str(error))
        return redirect("newsletter:issue", pk=pk)
    at, version = form.cleaned_data["at"], form.cleaned_data["version"]
    person = person_of(request)
    done = _("The issue is scheduled.")
    _refused(request, lambda: actions.schedule_issue(found, at=at, version=version, acting_user=person), done)
    return redirect("newsletter:issue", pk=pk)


@signed_in
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found, person = get_issue_to_compose(request.user, pk), person_of(request)
    done = _("The issue is not sent. You may change it.")
    _refused(request, lambda: actions.cancel_schedule(found, acting_user=person), done)
    return redirect("newsletter:issue", pk=pk)


@signed_in
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found, person = get_issue_to_compose(request.user, pk), person_of(request)
    if _refused(request, lambda: actions.delete_issue(found, acting_user=person), _("The draft is deleted.")):
        return redirect("newsletter:issue", pk=pk)
    return redirect("newsletter:issues")


@signed_in
@require_http_methods(READING_OR_SENDING)
def topics(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The list of topics with a form: for a new one, or for the one that is changed."""
    if not rules.may_compose(request.user):
        raise Http404
    row = get_object_or_404(Topic, pk=pk) if pk else None
    form = TopicForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        topic_actions.keep_topic(form.save(commit=False), acting_user=person_of(request))
        return redirect("newsletter:topics")
    context = {"form": form, "topics": Topic.objects.all(), "topic": row}
    return render(request, "newsletter/topics.html", context, status=422 if form.errors else 200)
