"""Suggestions for one request: reasons of both sides, feedback, introductions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spilno.matching.explaining import explain_pair, why_empty
from spilno.matching.fair import MOST_LOST, Suggested, suggestions_for
from spilno.matching.forms import NoteForm
from spilno.matching.presentation import ALWAYS_SAID, change_lines, line
from spilno.matching.queries import third_names
from spilno.matching.request_profiles import raised_weights
from spilno.matching.sentences import LABELS, PAIR_KEPT_OUT
from spilno.organisations.queries import get_coordinator
from spilno.organisations.views.common import attempt, press, signed_in
from spilno.partnersearch.actions.introductions import introduce
from spilno.partnersearch.actions.watching import save_feedback
from spilno.partnersearch.forms.requests import FeedbackForm
from spilno.partnersearch.models import PartnerRequest
from spilno.partnersearch.queries.requests import get_request_to_keep, with_all

SHOWN = 3
WORTH_NAMING = 50
# A thousand kilometres are nearer than two, and still nothing that speaks for anybody.
NAMED_FROM = {"reach": 80}
# With fewer suggestions than that it is said what keeps the others out.
FEW = 3


def _lines(one: Suggested) -> dict[str, Any]:
    """A suggestion with the strongest reasons of both sides."""
    names = third_names((one.item,))
    said_already: set[str] = set()

    def best(reasons: Any, direction: str) -> list[Any]:
        told = [line(reason, names) for reason in reasons if reason.direction == direction]
        if direction == "for":
            # Better than the others, yet no fit, is nothing that one would name.
            told = [
                said
                for said in told
                if (said.percent or 0) >= NAMED_FROM.get(said.code, WORTH_NAMING) or said.code in ALWAYS_SAID
            ]
        told.sort(key=lambda said: -abs(said.contribution))
        # What holds for both alike is said once; a sentence speaks from the reader's side.
        fresh = [said for said in told if said.text and said.text not in said_already][:SHOWN]
        said_already.update(said.text for said in fresh)
        return fresh

    return {
        "row": one.row,
        "is_near": one.is_near,
        "percent": round(one.item.score * 100),
        "evidence": round(one.item.evidence * 100),
        "why": best(one.item.reasons, "for"),
        "against": best(one.item.reasons, "against"),
        "back": best(one.item.back_reasons, "for"),
        "form": FeedbackForm(prefix=None, auto_id=f"id_%s_{one.row.pk}"),
    }


@signed_in
@require_safe
def request_suggestions(request: HttpRequest, pk: int) -> HttpResponse:
    """Other requests that fit this one, both sides counted."""
    keeping = get_request_to_keep(request.user, pk, office=True)
    row = keeping.request
    found = suggestions_for(row)
    context = {
        "row": row,
        "keeping": keeping,
        "lines": [_lines(one) for one in found.items],
        "empty": why_empty(row) if len(found.items) < FEW else None,
        "given_up": round(100 * found.given_up, 1),
        "most_lost": round(100 * MOST_LOST),
        "feedback": row.feedback.select_related("about__organisation"),
        "raised": [LABELS[code] for code in raised_weights(row)],
    }
    return render(request, "matching/request_suggestions.html", context)


@signed_in
@require_safe
def request_why(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """One pair with every reason of both sides, and what would have to change; or what keeps both apart."""
    keeping = get_request_to_keep(request.user, pk, office=True)
    about = get_object_or_404(with_all(PartnerRequest.objects.published()), pk=other)
    pair = explain_pair(keeping.request, about)
    context: dict[str, Any] = {"row": keeping.request, "other": about, "pair": pair, "keeping": keeping}
    if pair.item is None:
        context["kept_out"] = PAIR_KEPT_OUT.get(pair.kept_out, PAIR_KEPT_OUT["excluded"])
    else:
        names = third_names((pair.item,))
        context |= {
            "percent": round(pair.item.score * 100),
            "evidence": round(pair.item.evidence * 100),
            "sides": [
                (keeping.request, round(pair.item.utility * 100), [line(one, names) for one in pair.item.reasons]),
                (about, round((pair.item.back or 0) * 100), [line(one, names) for one in pair.item.back_reasons]),
            ],
            "changes": change_lines(pair.changes),
        }
    return render(request, "matching/request_why.html", context)


@signed_in
@require_POST
def request_feedback(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    keeping = get_request_to_keep(request.user, pk)
    about = get_object_or_404(PartnerRequest.objects.published(), pk=other)
    form = FeedbackForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        press(request, lambda: save_feedback(keeping.request, about, reason=reason, acting_user=keeping.user))
    else:
        messages.error(request, _("Please choose one of the reasons."))
    return redirect("matching:request_suggestions", pk=pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def introduce_two(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """The network office brings two requests together."""
    user = get_coordinator(request.user)
    rows = PartnerRequest.objects.published().select_related("organisation")
    first, second = get_object_or_404(rows, pk=pk), get_object_or_404(rows, pk=other)
    form = NoteForm(request.POST or None)
    made: list[Any] = []
    save = lambda: made.append(introduce(first, second, note=form.cleaned_data["note"], acting_user=user))  # noqa: E731
    if request.method == "POST" and form.is_valid() and attempt(form, save):
        messages.success(request, _("Both sides are asked."))
        return redirect("partnersearch:introduction", pk=made[0].pk)
    context = {"form": form, "first": first, "second": second}
    return render(request, "matching/introduce.html", context, status=422 if form.errors else 200)
