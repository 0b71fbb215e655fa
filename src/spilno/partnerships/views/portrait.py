"""The portrait of a partnership: its page, and the interview it is made of."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.common.stamps import stamp_of
from spilno.design.listing import page_of
from spilno.organisations.queries import viewer_of
from spilno.organisations.views.common import attempt, press, signed_in, stored_values
from spilno.partnerships.actions.portrait import publish_portrait, save_answers, submit_portrait, withdraw_portrait
from spilno.partnerships.enums import PortraitQuestion, PortraitStatus
from spilno.partnerships.forms.portrait import PortraitForm
from spilno.partnerships.models import Portrait
from spilno.partnerships.queries.access import answers_in, get_partnership_for, get_partnership_to_keep
from spilno.partnerships.queries.portraits import portrait_lines, published_portraits
from spilno.partnerships.relation_page import text_for_reader

PER_PAGE = 20
LANGUAGES = ("de", "uk", "en")
MOVES = {"submit": submit_portrait, "publish": publish_portrait, "withdraw": withdraw_portrait}
DONE = {
    "submit": gettext_lazy("It is handed in. The network office reads it and publishes it."),
    "publish": gettext_lazy("The portrait is published."),
    "withdraw": gettext_lazy("The portrait is a draft again; readers do not see it."),
}


@require_safe
def portraits(request: HttpRequest) -> HttpResponse:
    page = page_of(published_portraits(), request.GET.get("page", ""), per_page=PER_PAGE)
    crumbs = [{"url": reverse("partnerships:registry"), "label": _("Partnerships")}, {"label": _("Portraits")}]
    context = {"page": page, "lines": portrait_lines(list(page)), "crumbs": crumbs}
    return render(request, "partnerships/portraits.html", context)


@require_safe
def portrait(request: HttpRequest, pk: int) -> HttpResponse:
    """The published interview, each answer in the reader's language where there is one."""
    partnership = get_partnership_for(viewer_of(request.user), pk)
    row = get_object_or_404(Portrait, partnership=partnership, status=PortraitStatus.PUBLISHED)
    by_question: dict[str, list[object]] = {}
    for answer in row.answers.all():
        by_question.setdefault(answer.question, []).append(answer)
    answers = [
        {"label": question.label, "text": found, "status": status}
        for question in PortraitQuestion
        for found, status in [text_for_reader(by_question.get(question, []))]
        if found
    ]
    context = {"partnership": partnership, "portrait": row, "answers": answers}
    return render(request, "partnerships/portrait.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit_portrait(request: HttpRequest, pk: int, language: str = "") -> HttpResponse:
    acting = get_partnership_to_keep(request.user, pk)
    language = language or (get_language() or "en")[:2]
    if language not in LANGUAGES:
        raise Http404
    row = Portrait.objects.filter(partnership=acting.partnership).first()
    answers = list(row.answers.all()) if row else []
    stored = answers_in(row, language)
    form = PortraitForm(request.POST or None, initial=stored | {"stamp": stamp_of(stored)})
    save = lambda: save_answers(  # noqa: E731
        acting, language=language, answers=form.answers, stamp=form.cleaned_data["stamp"]
    )
    if request.method == "POST" and form.is_valid() and attempt(form, save):
        messages.success(request, _("It is saved."))
        return redirect("partnerships:edit_portrait_in", pk=pk, language=language)
    context = {
        "form": form,
        "stored": stored_values(form),
        "partnership": acting.partnership,
        "acting": acting,
        "portrait": row,
        "language": language,
        "languages": LANGUAGES,
        "others": [one for one in answers if one.language != language and one.is_original],
    }
    return render(request, "partnerships/edit_portrait.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def move_portrait(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    acting = get_partnership_to_keep(request.user, pk)
    row = get_object_or_404(Portrait, partnership=acting.partnership)
    if move not in MOVES or (move == "publish" and not acting.may_confirm):
        raise Http404
    press(request, lambda: MOVES[move](acting, row), DONE[move])
    return redirect("partnerships:edit_portrait", pk=pk)
