"""A suggestion taken over into a case file, with its reasons as they are now, in all languages."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from spilno.engine.matching import Ranked
from spilno.matching import queries
from spilno.matching.presentation import suggestion
from spilno.matching.views.results import candidates_of, ranked, wishes_of
from spilno.organisations.views.common import person_of, press, signed_in
from spilno.partnerships.actions.cases import add_candidate
from spilno.partnerships.queries.cases import get_case_to_keep
from spilno.places.models import Area


def snapshot_of(item: Ranked, area: Area, on: date) -> dict[str, Any]:
    """The match as `CaseCandidate.match` keeps it."""
    said: dict[str, dict[str, str]] = {}
    directions: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            shown = suggestion(item, area, queries.third_names((item,)))
            for direction, lines in (("for", shown.why), ("against", shown.why_not)):
                for one in lines:
                    said.setdefault(one.code, {})[language] = one.text
                    directions[one.code] = direction
    reasons = [{"code": code, "direction": directions[code], "text": texts} for code, texts in said.items()]
    return {
        "score": round(item.score, 4),
        "evidence": round(item.evidence, 4),
        "on": on.isoformat(),
        "reasons": reasons,
    }


@signed_in
@require_POST
def take_over(request: HttpRequest) -> HttpResponse:
    """The address says whom and how weighed, the form which case."""
    _asked, form, result = ranked(request, 1)
    number = request.POST.get("case", "")
    areas = candidates_of(request, result, "candidate") if result is not None else []
    if result is None or not areas or not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Http404
    case, acting = get_case_to_keep(person_of(request), int(number))
    matcher = queries.market().matcher(result.country, result.level)
    item = matcher.explain(queries.seeker_profile(result.unit, result.country), str(areas[0].pk), wishes_of(form))
    if isinstance(item, str):
        messages.error(request, _("This place cannot be a partner now; the page says why."))
    else:
        match = snapshot_of(item, areas[0], timezone.localdate())
        press(request, lambda: add_candidate(acting, case, areas[0], match=match))
    return redirect("partnerships:case", pk=case.pk)
