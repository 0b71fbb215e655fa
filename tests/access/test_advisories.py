"""What went wrong in comparable systems, tried here. docs/advisories.md maps every advisory to its tests; those that no
other test covers stand here."""

import ast
import csv
import hashlib
import io
import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings as project
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django.fixtures import Settings

from spilno.accounts.models import User
from spilno.accounts.tests.doors import ENTER_CODE, SIGN_IN, SIGN_UP, is_inside, newest_code, sign_in_by_code
from spilno.common.errors import RefusedError
from spilno.common.limits import LimitReachedError
from spilno.common.models import OutboxMail
from spilno.newsletter.actions.issues import send_test
from spilno.newsletter.links import token_of
from spilno.newsletter.models import Subscriber, Topic
from spilno.newsletter.tests.issues import draft
from spilno.organisations.actions.members import invite_member, redeem_invitation
from spilno.organisations.models import Membership, Organisation
from spilno.organisations.queries import get_organisation_to_own
from spilno.partnerships.enums import ListState, RowStatus
from spilno.partnerships.models import ListImport
from tests.access.matrix import Row
from tests.access.test_access_matrix import ROWS
from tests.access.test_hostile_forms import EYES
from tests.cast import Network, load_network, person
from tests.policy.sources import PACKAGE, name_of, python_files

pytestmark = pytest.mark.django_db
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}"
RAW = ("<script>alert(1)", "<img src=x")
# Fields that pages show as words.
WORDS = re.compile(
    r"^(name|title|subject|heading|question|answer|summary|about|motion|town|venue|notes?|text|message|decided_by"
    r"|local_label|label|term|reason|cooperation|missing|who|decision|advice|economy|party|signatory|office)(_de|_uk|_en)?$"
)
SHOWN = [row for row in ROWS if row.method == "get" and not row.flow and row.allowed]


@pytest.fixture
def network() -> Network:
    return load_network()


def hostile_everywhere(words: str = HOSTILE) -> int:
    """Every word that somebody typed becomes hostile; gives how many fields."""
    changed = 0
    for model in (one for one in apps.get_models() if one.__module__.startswith("spilno.")):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField) and WORDS.match(field.name) and not field.choices:
                text = words[: field.max_length or None]
                changed += bool(model._base_manager.update(**{field.name: text}))
    return changed


def eyes(row: Row, network: Network) -> Client:
    client = Client(raise_request_exception=True)
    who = next((name for name in EYES if name in row.allowed), "anonymous")
    if who != "anonymous":
        client.force_login(getattr(network, who, None) or User.objects.get(is_administrator=True))
    return client


def look(row: Row, network: Network) -> tuple[str, object]:
    with transaction.atomic():
        address = reverse(row.name, kwargs=row.kwargs(network)) + row.query
        answer = eyes(row, network).get(address)
        if not answer.streaming:
            answer.content  # noqa: B018
        transaction.set_rollback(True)
    return address, answer


def test_hostile_words_are_text_on_every_page_and_every_answer_carries_the_policy(network: Network) -> None:
    """Names, titles and texts in lists, searches, previews, feeds and conflict pages (4, 9, 21, 29, 34, 40)."""
    person("administrator", second_factor=True, is_administrator=True)
    for row in SHOWN:
        row.kwargs(network)
    assert hostile_everywhere() > 30
    wrong = []
    for row in SHOWN:
        address, answer = look(row, network)
        policy = answer.headers["Content-Security-Policy"]  # type: ignore[attr-defined]
        shut = "base-uri 'none'" in policy or "sandbox" in policy
        if "unsafe-inline" in policy or not shut or "script-src *" in policy:
            wrong.append(f"{address}: {policy}")
        kind = answer.headers.get("Content-Type", "")  # type: ignore[attr-defined]
        if answer.headers["X-Content-Type-Options"] != "nosniff":  # type: ignore[attr-defined]
            wrong.append(f"{address}: may be sniffed")
        if kind.startswith("text/") and "charset=utf-8" not in kind.lower():
            wrong.append(f"{address}: {kind}")
        if re.match(r"(text/(html|xml)|application/(atom\+)?xml)\b", kind):
            page = answer.content.decode()  # type: ignore[attr-defined]
            wrong += [f"{address}: {raw}" for raw in RAW if raw in page]
            if re.search(r'href="\s*(javascript|data|vbscript):', page, re.I):
                wrong.append(f"{address}: a link that is no address")
    assert not wrong


def test_public_answers_hold_nothing_derived_from_addresses(network: Network) -> None:
    """A number computed from somebody's address would let others recognise them (15)."""
    digests = set()
    for user in network.users().values():
        for kind in ("md5", "sha1", "sha256"):
            digests.add(hashlib.new(kind, user.email.encode()).hexdigest()[:24])
    for row in (row for row in SHOWN if "anonymous" in row.allowed):
        with transaction.atomic():
            answer = Client().get(reverse(row.name, kwargs=row.kwargs(network)) + row.query)
            page = b"" if answer.streaming else answer.content
            transaction.set_rollback(True)
        assert not [one for one in digests if one.encode() in page], row.label


@pytest.mark.parametrize("text", ["(select 1)", "'; drop table accounts_user --", "__class__", "-" * 300, "٣", "\x00"])
def test_orders_and_filters_are_keys_of_a_table(network: Network, text: str) -> None:
    """No list takes a column or an expression from the address (19)."""
    names = ("sort", "order", "page", "kind", "status", "theme", "country", "q", "level", "view", "year")
    lists = [row for row in SHOWN if "anonymous" in row.allowed and not row.query]
    for row in lists:
        with transaction.atomic():
            address = reverse(row.name, kwargs=row.kwargs(network))
            answer = Client(raise_request_exception=True).get(address, dict.fromkeys(names, text))
            transaction.set_rollback(True)
        assert answer.status_code < 500, address


@pytest.mark.parametrize(
    "word", ["{event.__init__.__code__}", "{0}", "{x!r:>99999999}", "%(x)s", "{{ settings.SECRET_KEY }}"]
)
def test_placeholders_in_what_people_write_stay_as_they_are(network: Network, word: str) -> None:
    """No text of people is a format or a template, in pages and in mails (3, 8, 32)."""
    issue = draft(network.coordinator, {"de": f"Neues {word}", "uk": f"Нове {word}"})
    Organisation.objects.filter(pk=network.dortmund.pk).update(name=word, name_de=word, name_uk=word, name_en=word)
    network.dortmund.refresh_from_db()
    send_test(issue, acting_user=network.coordinator)
    owner = get_organisation_to_own(network.dortmund_owner, network.dortmund.pk)
    invite_member(owner, email="new@example.org", role="reader", until=None, language="de")
    mails = list(OutboxMail.objects.order_by("pk"))
    assert len(mails) >= 3
    for mail in mails:
        assert word in mail.subject + mail.text, mail.subject
        assert project.SECRET_KEY not in mail.subject + mail.text + mail.html


def test_a_forged_address_of_the_visitor_does_not_lift_a_limit(network: Network, settings: Settings) -> None:
    """Without a proxy nobody is believed; behind one only what it wrote itself, the last part (5, 11)."""
    for proxies, header in ((0, "{n}.2.3.4"), (1, "{n}.2.3.4, 198.51.100.7")):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
        cache.clear()
        with time_machine.travel(timezone.now(), tick=False):
            answers = []
            for number in range(22):
                client = Client(headers={"X-Forwarded-For": header.format(n=number + 1)})
                answers.append(client.post(SIGN_UP, {"email": f"r{proxies}.{number}@example.org"}).status_code)
        assert (answers[0], answers[-1]) == (302, 429), (proxies, answers)


def test_a_flow_whose_session_is_lost_begins_again(network: Network) -> None:
    """The code alone, in another browser, opens nothing (6)."""
    began = Client()
    began.post(SIGN_IN, {"login": network.stranger.email})
    other = Client()
    other.post(ENTER_CODE, {"code": newest_code(network.stranger.email)})
    assert not is_inside(other)
    assert not is_inside(began)


def test_the_key_of_a_session_changes_with_signing_in(network: Network) -> None:
    """Whoever planted a session in a browser does not share it afterwards (41)."""
    client = Client()
    client.post(SIGN_IN, {"login": network.stranger.email})
    planted = client.cookies[project.SESSION_COOKIE_NAME].value
    client.post(ENTER_CODE, {"code": newest_code(network.stranger.email)})
    assert is_inside(client)
    assert client.cookies[project.SESSION_COOKIE_NAME].value != planted
    thief = Client()
    thief.cookies[project.SESSION_COOKIE_NAME] = planted
    assert not is_inside(thief)


def test_a_link_of_one_purpose_serves_no_other(network: Network) -> None:
    """An unsubscribe link confirms nothing, an invitation ends no subscription, a code completes no other flow (24, 36)."""
    row = Subscriber.objects.create(email="reader@example.org", language="de", mailed_at=timezone.now())
    owner = get_organisation_to_own(network.dortmund_owner, network.dortmund.pk)
    invitation = invite_member(owner, email=network.stranger.email, role="reader", until=None, language="de")
    found = re.search(r"/invitations/([^/\s]+)/", OutboxMail.objects.latest("pk").text)
    assert found
    Client().post(reverse("newsletter:confirm", args=[token_of(row.key)]))
    Client().post(reverse("newsletter:confirm", args=[found[1]]))
    row.refresh_from_db()
    assert row.status == "waiting"
    assert Client().post(reverse("newsletter:unsubscribe", args=[found[1]])).status_code in (404, 410)
    with pytest.raises(RefusedError):
        redeem_invitation(token_of(row.key), acting_user=network.stranger)
    # An invitation that ran out is not taken up by proving the address in another way.
    type(invitation).objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(days=1))
    sign_in_by_code(Client(), network.stranger.email)
    with pytest.raises(RefusedError):
        redeem_invitation(found[1], acting_user=network.stranger)
    assert not Membership.objects.filter(user=network.stranger).exists()


def test_a_topic_that_is_not_offered_cannot_be_chosen(network: Network) -> None:
    """Knowing its number is no right to it (35)."""
    hidden = Topic.objects.create(name_de="x", name_uk="x", name_en="x", offered=False)
    offered = Topic.objects.create(name_de="y", name_uk="y", name_en="y", offered=True)
    for topic in (hidden, offered):
        data = {"email": f"{topic.name_de}@example.org", "language": "de", "topics": [topic.pk]}
        Client().post(reverse("newsletter:subscribe"), data)
    assert not hidden.subscribers.exists()
    assert offered.subscribers.exists(), "for nothing else the form was refused"


def test_ids_inside_a_form_are_checked_like_ids_in_the_address(network: Network) -> None:
    """Another's organisation, person or contact in the body of a form of one's own (16, 46)."""
    client = Client()
    client.force_login(network.dortmund_editor)
    topic = {"title": "x", "text": "", "language": "de", "theme": "", "urgency": "1", "circle": "network"}
    client.post(reverse("exchange:bring_topic"), topic | {"organisation": network.zhytomyr.pk})
    case = {"title": "x", "motion": "", "responsible": network.zhytomyr_owner.pk}
    client.post(reverse("partnerships:open_case", args=[network.dortmund.pk]), case)
    assert not network.zhytomyr.topics.exists()
    assert not apps.get_model("partnerships.CaseFile").objects.filter(responsible=network.zhytomyr_owner).exists()
    owner = Client()
    owner.force_login(network.dortmund_owner)
    contact = {"title": "x", "visibility": "network", "person": network.zhytomyr_owner.pk}
    owner.post(reverse("organisations:add_contact", args=[network.dortmund.pk]), contact)
    assert not apps.get_model("organisations.ContactPoint").objects.filter(person=network.zhytomyr_owner).exists()


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", " java\tscript:alert(1)", "ftp://evil.example/x"],
)
def test_a_link_that_people_enter_is_a_web_address(network: Network, address: str) -> None:
    """In profiles and offers (29)."""
    client = Client()
    client.force_login(network.dortmund_owner)
    edit = reverse("organisations:edit", args=[network.dortmund.pk])
    add = reverse("organisations:add_help", args=[network.dortmund.pk])
    profile = {"name": "Stadt Dortmund", "kind": "administration", "posts_visibility": "network"}
    offer = {"direction": "offers", "kind": "transport", "text": "x", "language": "de", "visibility": "network"}

    def kept(link: str) -> list[str]:
        version = client.get(edit).context["form"]["version"].value()
        client.post(edit, profile | {"website": link, "version": version})
        client.post(add, offer | {"link": link})
        network.dortmund.refresh_from_db()
        return [network.dortmund.website, *network.dortmund.help_entries.values_list("link", flat=True)]

    links = [link for link in kept(address) if link]
    assert all(link.startswith("https://evil.example") for link in links), links
    good = "https://example.org/help"
    assert [link for link in kept(good) if link] == [good, *links[1:], good], "for nothing else the forms were refused"


def test_both_versions_of_what_two_people_saved_are_words(network: Network) -> None:
    """The page of a conflict is an answer to a form, which reading every page does not meet (29)."""
    mark = "<img src=x onerror=alert(2)>"
    first, second = Client(), Client()
    first.force_login(network.dortmund_owner)
    second.force_login(network.dortmund_editor)
    about = reverse("organisations:text", args=[network.dortmund.pk, "about", "de"])
    text = {"text": mark, "visibility": "public", "version": "0"}
    first.post(about, text)
    edit = reverse("organisations:edit", args=[network.dortmund.pk])
    profile = {"name": f"Stadt {mark}", "kind": "administration", "posts_visibility": "network"}
    profile["version"] = first.get(edit).context["form"]["version"].value()
    first.post(edit, profile)
    for answer in (second.post(about, text | {"text": f"{mark} x"}), second.post(edit, profile)):
        page = answer.content.decode()
        assert answer.status_code == 422
        assert 'id="stored"' in page and "&lt;img src=x" in page.partition('id="stored"')[2].partition("<form")[0]
        assert mark not in page


TABLE = re.compile(r"text/csv|application/vnd.openxmlformats-officedocument.spreadsheetml")
SIGNS = ("=", "+", "-", "@", "\t", "＝")


def cells_of(answer: object) -> list[str]:
    """Texts that a spreadsheet would calculate with, and all others; numbers are none."""
    raw = b"".join(answer)  # type: ignore[call-overload]
    if raw.startswith(b"PK"):
        book = load_workbook(io.BytesIO(raw))
        return ["=" if cell.data_type == "f" else "" for sheet in book for line in sheet.iter_rows() for cell in line]
    lines = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    return [cell for line in lines for cell in line if not re.fullmatch(r"-?\d+(\.\d+)?", cell)]


def test_no_table_that_anybody_takes_away_holds_a_formula(network: Network) -> None:
    """Every export of the site, with every sign that a spreadsheet begins to calculate at (31)."""
    person("administrator", second_factor=True, is_administrator=True)
    for row in SHOWN:
        row.kwargs(network)
    tables = [row for row in SHOWN if TABLE.match(look(row, network)[1].headers.get("Content-Type", ""))]  # type: ignore[attr-defined]
    assert len({row.name for row in tables}) > 1
    for sign in SIGNS:
        hostile_everywhere(f"{sign}1+1")
        for row in tables:
            address, answer = look(row, network)
            assert not [cell for cell in cells_of(answer) if cell.lstrip(" ").startswith(SIGNS)], (address, sign)


def test_cells_of_an_uploaded_list_are_text_in_its_preview(
    network: Network, settings: Settings, tmp_path: object
) -> None:
    """What others wrote into a spreadsheet is shown before anybody takes it over (40)."""
    settings.HOME = tmp_path
    client = Client()
    client.force_login(network.coordinator)
    content = (
        f'Stadt;Partner\n"{HOSTILE.replace(chr(34), chr(34) * 2)}";Житомир\nDortmund;"<script>alert(1)</script>"\n'
    )
    data = {"file": SimpleUploadedFile("a.csv", content.encode()), "source": "<script>alert(1)</script>"}
    assert client.post(reverse("partnerships:list_upload"), data).status_code == 302
    listed = ListImport.objects.latest("pk")
    columns = client.get(reverse("partnerships:list_columns", args=[listed.pk]))
    form = columns.context["form"]
    client.post(
        reverse("partnerships:list_columns", args=[listed.pk]), {name: form[name].value() or "" for name in form.fields}
    )
    pages = [client.get(reverse("partnerships:list", args=[listed.pk]))]
    # As after the run: whoever decides reads the cells once more.
    assert listed.rows.update(status=RowStatus.ASK) == 2
    ListImport.objects.update(state=ListState.APPLIED)
    pages += [client.get(reverse("partnerships:list_row", args=[row.pk])) for row in listed.rows.all()]
    pages.append(client.get(reverse("partnerships:lists_waiting")))
    for page in (columns, *pages):
        assert page.status_code == 200
        text = page.content.decode()
        assert not [raw for raw in RAW if raw in text]
        assert "&lt;script&gt;alert(1)" in text, "for nothing else: the page shows no cell"


def test_nobody_can_make_us_mail_many_strangers(network: Network) -> None:
    """Invitations have an end for each day (12)."""
    owner = get_organisation_to_own(network.dortmund_owner, network.dortmund.pk)
    with pytest.raises(LimitReachedError):
        for number in range(60):
            invite_member(owner, email=f"guest{number}@example.org", role="reader", until=None, language="de")
    assert OutboxMail.objects.count() <= 40


def test_nothing_is_ever_unpickled() -> None:
    """Neither sessions nor files hold anything that runs when it is read (39).

    Django's caches pickle: ours lie where only the process itself writes, its memory and its own database.
    """
    backends = {one["BACKEND"].rpartition(".")[2] for one in project.CACHES.values()}
    assert backends <= {"DatabaseCache", "LocMemCache"}, "a folder or a server that others write to would be unpickled"
    assert project.SESSION_ENGINE == "django.contrib.sessions.backends.db"
    assert "JSON" in project.SESSION_SERIALIZER
    forbidden = {"pickle", "cPickle", "marshal", "shelve", "dill", "yaml"}
    ours = [file for file in python_files() if file.is_relative_to(PACKAGE) and "tests" not in file.parts]
    found = []
    for file in ours:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{name_of(file)}: {name}" for name in names if name.partition(".")[0] in forbidden]
    assert not found


def test_another_address_of_somebody_else_proves_nothing(network: Network) -> None:
    """An unconfirmed address neither redeems an invitation nor gives back an export (22, 25)."""
    owner = get_organisation_to_own(network.dortmund_owner, network.dortmund.pk)
    invite_member(owner, email="guest@example.org", role="editor", until=None, language="de")
    found = re.search(r"/invitations/([^/\s]+)/", OutboxMail.objects.latest("pk").text)
    assert found
    EmailAddress.objects.create(user=network.stranger, email="guest@example.org", verified=False)
    with pytest.raises(RefusedError):
        redeem_invitation(found[1], acting_user=network.stranger)
