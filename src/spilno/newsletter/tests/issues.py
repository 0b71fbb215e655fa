"""Readers and issues for tests, made by the actions themselves."""

from django.utils import timezone

from spilno.accounts.models import User
from spilno.newsletter.actions import issues as actions
from spilno.newsletter.enums import SubscriberStatus
from spilno.newsletter.models import Issue, Subscriber

SUBJECTS = {"de": "Neues im Herbst", "uk": "Новини осені"}
TEXTS = {"de": ("Guten Tag", "Erster Absatz.\n\n- eins\n- zwei\n.Punkt vorn"), "uk": ("Вітаємо", "Перший абзац")}


def readers(number: int, language: str = "de", name: str = "leser", domain: str = "example.org") -> list[Subscriber]:
    return Subscriber.objects.bulk_create(
        Subscriber(
            email=f"{name}{one}@{domain}",
            language=language,
            status=SubscriberStatus.ACTIVE,
            confirmed_at=timezone.now(),
        )
        for one in range(number)
    )


def draft(office: User, subjects: dict[str, str] = SUBJECTS) -> Issue:
    issue = actions.create_issue(subjects=subjects, acting_user=office)
    actions.add_block(issue, texts=TEXTS, acting_user=office)
    return issue


def started(office: User, subjects: dict[str, str] = SUBJECTS) -> Issue:
    """An issue whose mails wait for a worker."""
    issue = draft(office, subjects)
    actions.send_test(issue, acting_user=office)
    issue.refresh_from_db()
    actions.schedule_issue(issue, at=None, version=issue.version, acting_user=office)
    actions.start_due_issues(acting_user=None)
    issue.refresh_from_db()
    return issue
