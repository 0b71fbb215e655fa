"""Fetching registers, against a server on this machine."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from spilno.places.sync import FetchRefused, fetch, read_sources
from spilno.places.tests import registers as r

CONTENT = ("\n".join(r.KATOTTG) + "\n").encode()


class Publisher(BaseHTTPRequestHandler):
    answers: list[int] = []

    def do_GET(self) -> None:
        status = 404 if self.path == "/absent" else 304 if self.headers.get("If-None-Match") == '"1"' else 200
        self.answers.append(status)
        self.send_response(status)
        if status == 200:
            self.send_header("ETag", '"1"')
            self.send_header("Content-Length", str(len(CONTENT) + (10 if self.path == "/cut" else 0)))
        self.end_headers()
        if status == 200:
            self.wfile.write(CONTENT)

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""


@pytest.fixture
def address() -> Iterator[str]:
    Publisher.answers = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Publisher)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, settings: object) -> None:
    settings.PLACES_CACHE = tmp_path / "cache"  # type: ignore[attr-defined]


def sources(folder: Path, url: str, sha256: str = "") -> Path:
    path = folder / "sources.toml"
    path.write_text(f'[katottg]\n[[katottg.files]]\nname = "kodifikator.csv"\nurl = "{url}"\nsha256 = "{sha256}"\n')
    return path


def test_a_file_is_fetched_once_and_then_only_asked_for(address: str, tmp_path: Path) -> None:
    source = read_sources(sources(tmp_path, f"{address}/k", hashlib.sha256(CONTENT).hexdigest()))["katottg"]
    folder = fetch(source)
    assert (folder / "kodifikator.csv").read_bytes() == CONTENT
    assert fetch(source) == folder
    assert Publisher.answers == [200, 304]


def test_a_wrong_checksum_is_refused_and_leaves_the_cache_alone(address: str, tmp_path: Path) -> None:
    source = read_sources(sources(tmp_path, f"{address}/k", "0" * 64))["katottg"]
    with pytest.raises(FetchRefused, match="checksum"):
        fetch(source)
    assert not list((tmp_path / "cache").rglob("*.csv"))


@pytest.mark.parametrize(("path", "words"), [("/absent", "404"), ("/cut", "broke off")])
def test_what_is_absent_or_cut_is_refused(address: str, tmp_path: Path, path: str, words: str) -> None:
    source = read_sources(sources(tmp_path, address + path))["katottg"]
    with pytest.raises(FetchRefused, match=words):
        fetch(source)
    assert not list((tmp_path / "cache").rglob("*.part"))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x/y", "k.csv", ""])
def test_only_web_addresses_are_taken(tmp_path: Path, url: str) -> None:
    with pytest.raises(FetchRefused, match="no http"):
        read_sources(sources(tmp_path, url))


def test_the_settings_file_that_comes_with_spilno_is_sound() -> None:
    assert list(read_sources()) == ["destatis", "katottg", "codab", "koatuu", "kse", "warstatus", "twins"]
    with pytest.raises(FetchRefused, match="spilno places import destatis PATH"):
        fetch(read_sources()["destatis"])
