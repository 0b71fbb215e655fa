"""Whom an issue is for, and in which language each gets it."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from spilno.newsletter.enums import DeliveryState
from spilno.newsletter.models import Delivery, Issue, Subscriber

# Who reads a language in which an issue does not appear gets it in the first of these.
FALLBACKS = ("en", "de", "uk")


def recipients(issue: Issue) -> QuerySet[Subscriber]:
    """Whom an issue is for: without topics or regions, and for subscribers without any, everybody."""
    found = Subscriber.objects.active()
    for name in ("topics", "regions"):
        wanted = list(getattr(issue, name).values_list("pk", flat=True))
        if wanted:
            # Sets that the database gathers once, rather than a question for each subscriber.
            choices = getattr(Subscriber, name).through.objects.order_by().values("subscriber")
            column = "topic__in" if name == "topics" else "area__in"
            found = found.filter(~Q(pk__in=choices) | Q(pk__in=choices.filter(**{column: wanted})))
    return found


def fallback_of(languages: Sequence[str]) -> str:
    return next(language for language in FALLBACKS if language in languages)


def queue_deliveries(issue: Issue, languages: Sequence[str]) -> int:
    """A row for each recipient, by one statement in the database."""
    own = When(language__in=list(languages), then=F("language"))
    values: dict[str, Any] = {
        "issue_id": Value(issue.pk, output_field=IntegerField()),
        "subscriber_id": F("pk"),
        "language": Case(own, default=Value(fallback_of(languages)), output_field=CharField()),
        "state": Value(DeliveryState.QUEUED.value, output_field=CharField()),
        "attempts": Value(0, output_field=IntegerField()),
        "not_before": Value(timezone.now(), output_field=DateTimeField()),
        "answer": Value("", output_field=CharField()),
    }
    named = {f"new_{name}": value for name, value in values.items()}
    chosen = recipients(issue).order_by("pk").annotate(**named).values_list(*named)
    sql, params = chosen.query.get_compiler(connection=connection).as_sql()
    insert = f"INSERT INTO {Delivery._meta.db_table} ({', '.join(values)}) {sql} ON CONFLICT DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(insert, params)
        return int(cursor.rowcount)


def numbers_by_language(issue: Issue) -> dict[str, int]:
    """How many recipients read each language."""
    found = recipients(issue).order_by().values_list("language").annotate(number=Count("pk"))
    return dict(found)
