"""Public pages are kept in memory only as long as nothing in the database has changed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from spilno.common.freshness import ChangeMark
from spilno.common.page_cache import LASTS_S, PageCache
from spilno.organisations.actions.withdrawal import lift_withdrawal, withdraw_municipality
from tests.cast import Network, load_network

pytestmark = pytest.mark.django_db


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Still:
    """The mark of a database in which nothing changes."""

    def read(self) -> object:
        return "as it was"


class Site:
    """The site as a web server sees it."""

    def __init__(self, mark: ChangeMark | Still, most_bytes: int = 1 << 20) -> None:
        self.clock, self.mark = Clock(), mark
        self.cache = PageCache(WSGIHandler(), most_bytes, mark.read, self.clock)
        self.headers: dict[str, str] = {}

    def ask(self, path: str, **environ: str) -> tuple[int, bytes, int]:
        """Status, body, and how many times the database was asked by Django."""
        question: dict[str, object] = {"HTTP_HOST": "testserver", "PATH_INFO": path, **environ}
        setup_testing_defaults(question)
        seen: list[str] = []

        def start(status: str, headers: list[tuple[str, str]], *_: object) -> None:
            seen.append(status)
            self.headers = dict(headers)

        with CaptureQueriesContext(connection) as queries:
            body = b"".join(self.cache(question, start))
        return int(seen[0].split()[0]), body, len(queries)


@pytest.fixture
def site() -> Iterator[Site]:
    """The tests' transactions commit nothing. PostgreSQL's mark counts what the tests beside do in other databases too."""
    with connected_for_long():
        yield Site(Still())


@pytest.fixture
def true_site() -> Iterator[Site]:
    mark = ChangeMark()
    with connected_for_long():
        yield Site(mark)
    mark.close()  # a test database cannot be dropped while somebody is connected


@contextmanager
def connected_for_long() -> Iterator[None]:
    """Django closes what a request left behind; a test's own connection has to outlive its requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def network() -> Network:
    return load_network()


def test_a_page_is_made_once_while_nothing_changes(site: Site, network: Network) -> None:
    path = reverse("organisations:detail", args=[network.dortmund.pk])
    status, first, asked = site.ask(path)
    assert status == 200 and asked
    policy = site.headers["Content-Security-Policy"]
    assert site.ask(path) == (200, first, 0)
    assert site.headers["Content-Security-Policy"] == policy
    assert site.headers["Cache-Control"] == "no-cache"
    assert site.ask(path, HTTP_IF_NONE_MATCH=site.headers["ETag"]) == (304, b"", 0)
    assert site.ask(path, REQUEST_METHOD="HEAD") == (200, b"", 0)


@pytest.mark.django_db(transaction=True)
def test_any_change_ends_what_was_kept_and_what_was_withdrawn_is_gone(true_site: Site, network: Network) -> None:
    path = reverse("organisations:detail", args=[network.zhytomyr.pk])
    assert true_site.ask(path)[0] == 200
    network.zhytomyr.name = "Житомирська міська рада"
    network.zhytomyr.save()
    assert "Житомирська міська рада" in true_site.ask(path)[1].decode()
    row = withdraw_municipality(network.zhytomyr.area, reason="x", freeze=True, acting_user=network.coordinator)
    assert true_site.ask(path)[0] == 410
    lift_withdrawal(row, acting_user=network.coordinator)
    assert true_site.ask(path)[0] == 200


@pytest.mark.django_db(transaction=True)
def test_the_start_page_is_put_together_once_and_follows_a_withdrawal_at_once(
    true_site: Site, network: Network
) -> None:
    def organisations() -> int:
        found = re.search(r"<strong>(\d+)</strong> <span>organisations?", true_site.ask("/en/")[1].decode())
        return int(found[1]) if found else 0

    before = organisations()
    withdraw_municipality(network.zhytomyr.area, reason="x", freeze=True, acting_user=network.coordinator)
    assert organisations() < before
    # The bare address is no page to keep, but made of the same parts; another test may write between two questions.
    assert any(true_site.ask("/", HTTP_ACCEPT_LANGUAGE="en")[2] == 0 for _ in range(50))


@pytest.mark.django_db(transaction=True)
def test_the_mark_stays_until_something_is_written(true_site: Site, network: Network) -> None:
    mark = true_site.mark
    # Another test may write in the very moment between two readings.
    assert any(mark.read() == mark.read() for _ in range(1000))
    before = mark.read()
    network.zhytomyr.save()
    assert mark.read() != before


@pytest.mark.parametrize(
    "more",
    [
        {"HTTP_COOKIE": "sessionid=x"},
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"QUERY_STRING": "unknown=" + "x" * 1000},
    ],
    ids=["cookie", "token", "long address"],
)
def test_who_may_see_something_else_is_answered_anew(site: Site, network: Network, more: dict[str, str]) -> None:
    path = reverse("organisations:directory")
    site.ask(path)
    site.ask(path, **more)
    assert site.ask(path, **more)[2] > 0


def test_a_page_that_sets_a_cookie_is_never_kept(site: Site, network: Network) -> None:
    path = reverse("account_login")
    site.ask(path)
    first = site.headers.get("Set-Cookie", "")
    site.ask(path)
    assert first and site.headers.get("Set-Cookie") not in ("", first)


def test_languages_and_questions_are_pages_of_their_own(site: Site, network: Network) -> None:
    path = reverse("organisations:directory")
    english = site.ask(path)[1]
    german = site.ask(path.replace("/en/", "/de/"))[1]
    none = site.ask(path, QUERY_STRING="q=xyzzy")[1]
    assert len({english, german, none}) == 3


def test_what_only_time_changes_is_seen_soon(site: Site, network: Network) -> None:
    path = reverse("organisations:directory")
    site.ask(path)
    site.clock.now = LASTS_S + 1
    assert site.ask(path)[2] > 0


def test_a_missing_page_is_looked_for_again(site: Site, network: Network) -> None:
    path = reverse("organisations:detail", args=[10**6])
    assert [site.ask(path)[0] for _ in range(2)] == [404, 404]
    assert site.ask(path)[2] > 0


def test_memory_has_an_end(site: Site, network: Network) -> None:
    path = reverse("organisations:directory")
    paths = [path.replace("/en/", f"/{language}/") for language in ("en", "de", "uk")]
    site.cache._most_bytes = int(2.5 * max(len(site.ask(one)[1]) for one in paths))
    site.cache._pages.clear()
    site.cache._bytes = 0
    for one in paths:
        site.ask(one)
    assert site.ask(paths[2])[2] == 0 and site.ask(paths[0])[2] > 0
