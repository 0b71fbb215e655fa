"""The directory of help: dead links are never shown as alive, and looking at links never looks into our own net."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from spilno.common.models import OutboxMail
from spilno.library import reaching, tasks
from spilno.library.actions import help as actions
from spilno.library.actions.loading import load_library
from spilno.library.models import HelpEntry
from spilno.library.queries import help_for
from tests.cast import Network, load_network


@pytest.fixture
def network(db: None) -> Network:
    return load_network()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        onward = {"/loop": "/loop", "/on": "/", "/inside": "http://169.254.169.254/latest"}.get(self.path)
        self.send_response(302 if onward else {"/": 200, "/gone": 404, "/closed": 403}.get(self.path, 500))
        if onward:
            self.send_header("Location", onward)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    made = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://10.0.0.1/", "http://169.254.169.254/latest",
        "http://0.0.0.0/", "http://192.168.1.1/", "http://[::ffff:127.0.0.1]/", "http://2130706433/",
        "http://100.64.0.1/", "http://224.0.0.1/", "http://[fd00::1]/", "http://[fe80::1]/",
    ],
)  # fmt: skip
def test_our_own_net_is_never_asked(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: object, **_more: object) -> None:
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket, "create_connection", never)
    assert reaching.reach(address) != ""


def test_a_name_with_one_address_inside_is_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, 0, 0, "", (numeric, 80)) for numeric in ("93.184.215.14", "10.0.0.1")]

    def never(*_args: object, **_more: object) -> None:
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)
    monkeypatch.setattr(socket, "create_connection", never)
    assert "public net" in reaching.reach("http://two.example/")


def test_a_public_page_that_leads_inside_is_followed_no_further(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the address that is asked is the one that was looked at: a name may answer otherwise the second time."""
    asked, really, port = [], socket.create_connection, int(server.rpartition(":")[2])

    def found(host: str, port: int, *_args: object, **_more: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34" if host == "far.example" else host, port))]

    def connect(address: tuple[str, int], **more: float) -> socket.socket:
        asked.append(address[0])
        return really(("127.0.0.1", port), **more)

    monkeypatch.setattr(socket, "getaddrinfo", found)
    monkeypatch.setattr(socket, "create_connection", connect)
    assert reaching.reach("http://far.example/on") == ""
    assert asked == ["93.184.216.34"] * 2
    assert reaching.reach("http://far.example/inside") == "not an address of the public net"
    assert asked == ["93.184.216.34"] * 3


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://example.org/", "gopher://far.example/", "javascript:1", "//x", "http://", ""],
)
def test_only_web_addresses_are_asked(address: str) -> None:
    assert reaching.reach(address) == "no web address"


def test_answers_are_read_as_they_are(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The machine's own address stands for a public one; everything else is the real way.
    monkeypatch.setattr(reaching, "_is_public", lambda _address: True)
    found = {path: reaching.reach(server + path) for path in ("/", "/gone", "/loop", "/on", "/closed", "/fault")}
    assert found == {
        "/": "", "/gone": "HTTP 404", "/loop": "too many redirects", "/on": "", "/closed": "", "/fault": "HTTP 500",
    }  # fmt: skip
    free = socket.socket()
    free.bind(("127.0.0.1", 0))
    assert reaching.reach(f"http://127.0.0.1:{free.getsockname()[1]}/") != ""
    free.close()


def test_a_link_dies_after_two_failures_and_is_never_shown_as_alive(
    network: Network, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reaching, "_is_public", lambda _address: True)
    values = {
        "key": "stelle", "title_de": "Beratung", "title_uk": "", "title_en": "", "about_de": "", "about_uk": "",
        "about_en": "", "provider": "Stelle", "needs": ["partner"], "readers": [], "link": f"{server}/gone", "published": True,
    }  # fmt: skip
    entry = actions.save_entry(values, acting_user=network.coordinator)
    page = Client().get("/de/library/help/").content.decode()
    assert "Link noch nicht geprüft" in page and "Eintrag noch zu prüfen" in page
    assert tasks.check_links() == 1 and tasks.check_links() == 0
    assert f'href="{server}/gone"' in Client().get("/de/library/help/").content.decode(), "one bad minute is no death"
    HelpEntry.objects.update(link_checked_at=timezone.now() - timedelta(hours=7))
    assert tasks.check_links() == 1
    page = Client().get("/de/library/help/").content.decode()
    assert "Zurzeit nicht erreichbar" in page and f'href="{server}/gone"' not in page
    assert help_for(frozenset({"partner"})) == []
    client = Client()
    client.force_login(network.coordinator)
    queue = client.get("/de/library/help/keep/").content.decode()
    assert "HTTP 404" in queue
    entry.refresh_from_db()
    actions.save_entry(values | {"link": f"{server}/"}, acting_user=network.coordinator, entry=entry, version=1)
    assert tasks.check_links() == 1
    assert "Link erreichbar am" in Client().get("/de/library/help/").content.decode()


def test_the_directory_is_found_by_need_and_reader_with_few_queries(
    network: Network, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    load_library(acting_user=None)
    with django_assert_num_queries(2):
        page = Client().get("/uk/library/help/?need=schools&reader=school").content.decode()
    assert page.count('class="suggestion"') == 2 and "Шкільний обмін" in page
    assert Client().get("/de/library/help/?need=zauberei").status_code == 422
    none = Client().get("/de/library/help/?need=staff&reader=school").content.decode()
    assert "noch niemand bekannt" in none


def test_visitors_write_to_the_office_and_programs_do_not(network: Network, settings) -> None:  # type: ignore[no-untyped-def]
    settings.CONTACT_EMAIL = "office@example.org"
    form = {"text": "Hallo\r\nBcc: x@example.org", "email": "a@example.org", "website": ""}
    # Whoever writes needs no cookie, and gets none.
    client = Client(enforce_csrf_checks=True)
    assert client.get("/de/contact/").status_code == 200
    assert "unterwegs" in client.post("/de/contact/", form).content.decode()
    assert not client.cookies
    sent = OutboxMail.objects.get()
    assert (sent.to, sent.subject) == ("office@example.org", "Nachricht von der Website")
    assert "Bcc: x@example.org" in sent.text and "a@example.org" in sent.text and not mail.outbox
    assert "Bcc" not in str(sent.headers)
    Client().post("/de/barrier/", {"text": "Zu klein", "website": "http://spam.example"})
    assert OutboxMail.objects.count() == 1, "a program is told the same, and nothing is sent"
    Client().post("/uk/barrier/", {"text": "Zu klein", "address": "/de/match/", "website": ""})
    assert "/de/match/" in OutboxMail.objects.order_by("-pk")[0].text
    for _more in range(5):
        last = Client().post("/de/contact/", form)
    assert last.status_code == 422 and "zu oft" in last.content.decode()
    assert OutboxMail.objects.count() == 5
