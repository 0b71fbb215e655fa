"""Two addresses for machines: is it healthy, and how much is there? Neither names anybody."""

import secrets
import threading
import time
from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from spilno import __version__
from spilno.common.models import OutboxMail
from spilno.web import health

# Asked often, answered from memory: whoever asks a thousand times a second costs one look.
KEPT_S = 5.0
LOOPBACK = ("127.0.0.1", "::1")
# Name of the figure -> (model, field to count by or nothing, words).
COUNTED = {
    "spilno_accounts": ("accounts.User", "is_active", "Accounts."),
    "spilno_organisations": ("organisations.Organisation", "status", "Organisations."),
    "spilno_partnerships": ("partnerships.Partnership", "", "Relations in the registry."),
    "spilno_requests": ("partnersearch.PartnerRequest", "status", "Partner requests."),
    "spilno_meetings": ("exchange.Meeting", "", "Meetings."),
    "spilno_areas": ("places.Area", "country", "Places and units."),
    "spilno_outbox_mails": ("common.OutboxMail", "status", "Mails in the outbox."),
    "spilno_subscribers": ("newsletter.Subscriber", "status", "Addresses of the newsletter."),
    "spilno_deliveries": ("newsletter.Delivery", "state", "Mails of the newsletter."),
}


class _Remembered:
    """The last look at the installation."""

    def __init__(self) -> None:
        self._lock, self._at, self._states = threading.Lock(), 0.0, {}  # type: ignore[var-annotated]

    def states(self) -> dict[str, str]:
        with self._lock:
            if time.monotonic() - self._at > KEPT_S or not self._states:
                worst: dict[str, str] = {}
                for finding in health.examine(health.FOR_THE_PAGE):
                    if worst.get(finding.check) != "problem":
                        worst[finding.check] = finding.state
                self._states, self._at = worst, time.monotonic()
            return dict(self._states)

    def forget(self) -> None:
        self._states = {}


remembered = _Remembered()


@never_cache
@require_safe
def health_page(request: HttpRequest) -> HttpResponse:
    """200 while all is well, 503 otherwise; which part it is, and nothing more: `spilno doctor` says why."""
    states = remembered.states()
    well = "problem" not in states.values()
    return JsonResponse({"ok": well, "checks": states}, status=200 if well else 503)


def _may_read(request: HttpRequest) -> bool:
    """With the token; without one only from this machine, and never through a proxy."""
    given = request.headers.get("Authorization", "")
    if settings.METRICS_TOKEN:
        return secrets.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    forwarded = settings.BEHIND_PROXY or "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not forwarded and request.META.get("REMOTE_ADDR") in LOOPBACK


def _label(value: object) -> str:
    return str(value).lower().replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _counts() -> Iterator[str]:
    for name, (label, field, words) in COUNTED.items():
        model = apps.get_model(label)
        yield f"# TYPE {name} gauge\n# HELP {name} {words}"
        if not field:
            yield f"{name} {model._default_manager.count()}"
            continue
        rows = model._default_manager.order_by().values(field).annotate(number=Count("pk")).order_by(field)
        for row in rows:
            yield f'{name}{{{field}="{_label(row[field])}"}} {row["number"]}'


def _ages() -> Iterator[str]:
    oldest = OutboxMail.objects.due().aggregate(oldest=Min("not_before"))["oldest"]
    waited = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    yield "# TYPE spilno_outbox_oldest_seconds gauge\n# HELP spilno_outbox_oldest_seconds How long a mail is overdue."
    yield f"spilno_outbox_oldest_seconds {waited:.0f}"
    yield "# TYPE spilno_last_seen_seconds gauge\n# HELP spilno_last_seen_seconds Since a process last worked."
    for process in ("worker", "tick"):
        if (age := health.seconds_since(process)) is not None:
            yield f'spilno_last_seen_seconds{{process="{process}"}} {age:.0f}'


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """OpenMetrics text: counts and ages, no names."""
    if not _may_read(request):
        raise Http404
    lines = [f'# TYPE spilno info\n# HELP spilno The version that answers.\nspilno_info{{version="{__version__}"}} 1']
    lines += ["# TYPE spilno_healthy gauge\n# HELP spilno_healthy 1 for each part that works."]
    lines += [
        f'spilno_healthy{{part="{part}"}} {int(state != "problem")}' for part, state in remembered.states().items()
    ]
    text = "\n".join([*lines, *_counts(), *_ages(), "# EOF"]) + "\n"
    return HttpResponse(text, content_type="application/openmetrics-text; version=1.0.0; charset=utf-8")
