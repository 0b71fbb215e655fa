"""Composing by the office, and what everybody may read of it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.feedgenerator import rfc3339_date

from spilno.accounts.models import User
from spilno.common.errors import RefusedError
from spilno.newsletter.actions import issues as actions
from spilno.newsletter.content import frozen
from spilno.newsletter.enums import IssueState
from spilno.newsletter.mailbox import take_report
from spilno.newsletter.mime import proof_of
from spilno.newsletter.models import Bounce, Delivery, Edition, Issue, Subscriber
from spilno.newsletter.tests.issues import SUBJECTS, TEXTS, draft, readers, started
from spilno.organisations.enums import Direction, HelpKind
from spilno.organisations.models import HelpEntry, Organisation
from tests.cast import Network, load_network, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> User:
    return person("office", second_factor=True, is_coordinator=True)


@pytest.fixture
def network() -> Network:
    return load_network()


def test_the_office_composes_tests_and_schedules(office: User, client: Client) -> None:
    readers(2)
    client.force_login(office)
    client.post(reverse("newsletter:new_issue"), {"subject_de": "Neues"})
    issue = Issue.objects.get()
    client.post(reverse("newsletter:add_text", args=[issue.pk]), {"heading_de": "Hallo", "text_de": "Text"})
    for name in ("preview", "preview_mail"):
        assert client.get(reverse(f"newsletter:{name}", args=[issue.pk, "de"])).status_code == 200
    client.post(reverse("newsletter:test_issue", args=[issue.pk]))
    issue.refresh_from_db()
    assert issue.state == IssueState.TESTED
    client.post(reverse("newsletter:schedule", args=[issue.pk]), {"version": issue.version})
    assert actions.start_due_issues(acting_user=None) == 2
    page = client.get(reverse("newsletter:deliveries", args=[issue.pk])).content.decode()
    assert "leser0@example.org" in page


def test_where_nothing_is_offered_or_was_sent_there_is_no_form_that_cannot_be_used(
    office: User, client: Client
) -> None:
    issue = draft(office)
    client.force_login(office)
    for name, arguments in (("add_entries", [issue.pk, "requests"]), ("deliveries", [issue.pk])):
        page = client.get(reverse(f"newsletter:{name}", args=arguments)).content.decode()
        assert '<form method="post"' not in page, name


def test_a_change_after_the_test_needs_a_new_one(office: User) -> None:
    issue = draft(office)
    actions.send_test(issue, acting_user=office)
    actions.add_block(issue, texts=TEXTS, acting_user=office)
    with pytest.raises(RefusedError):
        actions.schedule_issue(issue, at=None, version=issue.version, acting_user=office)


def test_a_subject_saved_in_between_is_shown_and_the_form_can_be_sent_again(office: User, client: Client) -> None:
    issue = draft(office)
    client.force_login(office)
    address = reverse("newsletter:edit_issue", args=[issue.pk])
    old = {"subject_de": "Mein Betreff", "version": issue.version}
    client.post(address, {"subject_de": "Ein anderer Betreff", "version": issue.version})
    refused = client.post(address, old)
    page = refused.content.decode()
    assert refused.status_code == 422 and "Ein anderer Betreff" in page and "Mein Betreff" in page
    issue.refresh_from_db()
    assert client.post(address, old | {"version": issue.version}).status_code == 302


def test_what_is_on_its_way_cannot_be_changed_or_cancelled(office: User) -> None:
    issue = started(office)
    for refused in (actions.cancel_schedule, actions.delete_issue, actions.send_test):
        with pytest.raises(RefusedError):
            refused(issue, acting_user=office)


def test_the_archive_shows_what_was_sent_and_no_draft(office: User, client: Client) -> None:
    draft(office, {"de": "Geheimer Entwurf"})
    started(office)
    for name in ("archive", "feed", "subscribe"):
        page = client.get(reverse(f"newsletter:{name}")).content.decode()
        assert "Geheimer" not in page
        assert any(subject in page for subject in SUBJECTS.values())
    feed = client.get(reverse("newsletter:feed"))
    assert feed["Content-Type"].startswith("application/atom+xml")
    begun = Issue.objects.public().get().started_at
    assert begun and f"<updated>{rfc3339_date(begun)}</updated>" in feed.content.decode()
    assert not client.cookies


def test_entries_leave_the_archive_with_their_organisation(office: User, network: Network) -> None:
    entry = HelpEntry.objects.create(
        organisation=network.dortmund,
        direction=Direction.OFFERS,
        kind=HelpKind.TRANSPORT,
        text="<b>Lkw</b> evil.example",
    )
    issue = draft(office)
    actions.add_block(issue, source="organisations.offers", keys=[str(entry.pk)], texts={}, acting_user=office)
    actions.send_test(issue, acting_user=office)
    issue.refresh_from_db()
    actions.schedule_issue(issue, at=None, version=issue.version, acting_user=office)
    actions.start_due_issues(acting_user=None)
    client = Client()
    page = client.get(reverse("newsletter:issue_page", args=[issue.pk])).content.decode()
    assert "&lt;b&gt;Lkw&lt;/b&gt;" in page and 'href="http://evil' not in page
    Organisation.objects.filter(pk=network.dortmund.pk).update(withdrawn_at="2026-01-01T00:00Z")
    edition = Edition.objects.select_related("issue").get(issue=issue, language="de")
    assert [part.source for part in frozen(edition)] == [""]


REPORT = """From: MAILER-DAEMON@example.net
To: bounces+{pk}.{proof}@example.org
Subject: Не доставлено
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain; charset=utf-8

Лист не доставлено / Unzustellbar

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; example.net

Final-Recipient: rfc822; leser0@example.org
Action: {action}
Status: {status}

--x--
"""


@pytest.mark.parametrize(
    ("action", "status", "kind", "reads_on"),
    [
        ("failed", "5.1.1", "hard", False),
        ("failed", "5.7.1", "soft", True),
        ("failed", "5.2.2", "soft", True),
        ("failed", "", "soft", True),
        ("delayed", "4.4.1", None, True),
    ],
)
def test_only_an_address_that_does_not_exist_is_given_up(
    office: User, action: str, status: str, kind: str | None, reads_on: bool
) -> None:
    readers(1)
    started(office)
    pk = Delivery.objects.get().pk
    raw = REPORT.format(pk=pk, proof=proof_of(pk), action=action, status=status).encode()
    take_report(raw)
    take_report(raw)
    assert [row.kind for row in Bounce.objects.all()] == ([kind] if kind else [])
    assert Subscriber.objects.active().exists() == reads_on


def test_a_forged_report_changes_nothing(office: User) -> None:
    readers(1)
    started(office)
    raw = REPORT.format(pk=Delivery.objects.get().pk, proof="0" * 24, action="failed", status="5.1.1").encode()
    assert take_report(raw) is None
    assert take_report(b"\xff\x00 nonsense") is None
    assert Subscriber.objects.active().exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_issues_asks_a_fixed_number_of_questions(
    office: User, client: Client, count: int, django_assert_max_num_queries: object
) -> None:
    for _one in range(count):
        draft(office)
    client.force_login(office)
    address = reverse("newsletter:issues")
    client.get(address)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        assert client.get(address).status_code == 200
