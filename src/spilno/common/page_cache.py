"""Whole pages for readers without a cookie, kept in memory and served only while the database is as it was.

It stands around Django, so that a page that is kept costs next to nothing. Before each answer the database is asked
whether anything has changed since (`common.freshness`); then everything kept is forgotten. So nothing withdrawn, erased or
corrected is ever served again, by any process, without anybody having to say so. What only time changes, such as the end
of a request, shows after `LASTS_S` at the latest, and where a page is made of remembered answers, after
`common.freshness.ANSWER_LASTS_S` more.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse

from spilno.common.freshness import ChangeMark, answering

LASTS_S = 30.0
LARGEST_BYTES = 1 << 20
LONGEST_ADDRESS = 1000
# Answers that depend on a header are not kept, but for these: readers with a cookie are never served from here.
HARMLESS = frozenset({"cookie"})

# Host, scheme, path, query, whether a part of the page is wanted.
Key = tuple[str, str, str, str, str]
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Kept:
    headers: Headers
    body: bytes
    tag: str
    until: float


class PageCache:
    """Wraps the site's WSGI application.

    most_bytes: memory for the bodies of pages in this process; 0 keeps none. state: names what the database is like now,
    None where it cannot say.
    """

    def __init__(
        self,
        application: WSGIHandler,
        most_bytes: int,
        state: Callable[[], object] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._application = application
        self._most_bytes = most_bytes
        self._clock = clock
        self._read_state = state or ChangeMark().read
        self._lock = threading.Lock()
        self._state: object = None
        self._pages: dict[Key, Kept] = {}
        self._bytes = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        key = self._key(environ)
        state = self._read_state() if key else None
        if key is None or state is None:
            return self._application(environ, start_response)
        kept = self._find(key, state)
        if kept is None:
            with answering(state):
                answer = self._application(environ, start_response)
            self._keep(key, state, answer)
            return answer
        if environ.get("HTTP_IF_NONE_MATCH") == kept.tag:
            start_response("304 Not Modified", [("ETag", kept.tag), ("Cache-Control", "no-cache")])
            return []
        start_response("200 OK", kept.headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [kept.body]

    @staticmethod
    def _key(environ: WSGIEnvironment) -> Key | None:
        """What tells one page from another; None for what is never kept."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        if "HTTP_COOKIE" in environ or "HTTP_AUTHORIZATION" in environ:
            return None
        path: str = environ.get("PATH_INFO", "")
        query: str = environ.get("QUERY_STRING", "")
        if len(path) + len(query) > LONGEST_ADDRESS:
            return None
        scheme: str = environ.get("HTTP_X_FORWARDED_PROTO") or environ.get("wsgi.url_scheme", "")
        host: str = environ.get("HTTP_HOST", "")
        part: str = environ.get("HTTP_HX_REQUEST", "")
        return host, scheme, path, query, part

    def _find(self, key: Key, state: object) -> Kept | None:
        with self._lock:
            if state != self._state:
                self._pages.clear()
                self._bytes, self._state = 0, state
            kept = self._pages.get(key)
            if kept is not None and kept.until < self._clock():
                self._forget(key)
                return None
            return kept

    def _keep(self, key: Key, state: object, answer: Any) -> None:
        """Keep an answer that was made from `state`, if that is still the state."""
        if not self._most_bytes or not isinstance(answer, HttpResponse) or not may_be_kept(answer):
            return
        body = answer.content
        tag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        headers = [(name, value) for name, value in answer.items() if name not in ("ETag", "Cache-Control")]
        headers += [("ETag", tag), ("Cache-Control", "no-cache")]
        with self._lock:
            if state != self._state or len(body) > self._most_bytes:
                return
            self._forget(key)
            while self._bytes + len(body) > self._most_bytes:
                self._forget(next(iter(self._pages)))
            self._pages[key] = Kept(headers, body, tag, self._clock() + LASTS_S)
            self._bytes += len(body)

    def _forget(self, key: Key) -> None:
        kept = self._pages.pop(key, None)
        self._bytes -= len(kept.body) if kept else 0


def may_be_kept(answer: HttpResponse) -> bool:
    """Whole, public, the same for everybody without a cookie."""
    control = answer.headers.get("Cache-Control", "").lower()
    varies = {name.strip().lower() for name in answer.headers.get("Vary", "").split(",") if name.strip()}
    return (
        answer.status_code == 200
        and not answer.cookies
        and not any(word in control for word in ("no-store", "private", "max-age"))
        and varies <= HARMLESS
        and len(answer.content) <= LARGEST_BYTES
    )
