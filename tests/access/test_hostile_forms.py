"""Every form of the site, filled with the worst that people paste: an answer, never a fault.

The forms are those that the addresses of the access matrix really show, found in their HTML, so that a new form joins by itself.
"""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.access.matrix import Row
from tests.access.test_access_matrix import ROWS
from tests.cast import Network

HOSTILE = {
    "markup": '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}{% now "Y" %}=1+1',
    "controls": "a\x00b\r\nBcc: x@example.org\u202e\ud7ff\uffff",
    "numbers": "-99999999999999999999999999",
    "long": "Ї" * 20_000,
    "empty": "",
    "digits": "٣²½",
}
# Whoever sees most of the forms; the first of these that a row lets in.
EYES = ("dortmund_owner", "coordinator", "administrator", "zhytomyr_owner", "stranger", "anonymous")


class Forms(HTMLParser):
    """Forms sent by POST: address -> names of their fields, with the values of hidden ones."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self._open: dict[str, str | None] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form" and (values.get("method") or "").lower() == "post":
            self._open = {}
            self.found.append((values.get("action") or "", self._open))
        elif self._open is not None and tag in ("input", "select", "textarea", "button") and values.get("name"):
            kept = values.get("type") in ("hidden", "submit") or tag == "button"
            self._open[str(values["name"])] = (values.get("value") or "") if kept else None
            if values.get("type") == "file":
                self._open[str(values["name"])] = "\x00file"

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def filled(fields: dict[str, str | None], value: str) -> dict[str, Any]:
    """Free fields take the value; hidden ones too, but for one round in which they stay."""
    data: dict[str, Any] = {}
    for name, kept in fields.items():
        if kept == "\x00file":
            data[name] = SimpleUploadedFile("../../x.pdf", value.encode("utf-8", "replace"))
        elif name != "csrfmiddlewaretoken":
            data[name] = value if kept is None else kept
    return data


SHOWN = [row for row in ROWS if row.method == "get" and not row.flow and row.allowed]


@pytest.mark.parametrize("row", SHOWN, ids=[f"hostile {row.label}" for row in SHOWN])
def test_hostile_input_gets_an_answer(row: Row, network: Network) -> None:
    who = next((name for name in EYES if name in row.allowed), "")
    client = Client(raise_request_exception=True)
    if who and who != "anonymous":
        client.force_login(getattr(network, who, None) or network.coordinator)
    address = reverse(row.name, kwargs=row.kwargs(network)) + row.query
    answer = client.get(address)
    if "text/html" not in answer.headers.get("Content-Type", ""):
        return
    forms = Forms()
    forms.feed(answer.content.decode())
    for action, fields in forms.found:
        target = action or address
        if "logout" in target or "/erase" in target:
            continue
        for value in HOSTILE.values():
            for broken_hidden in (False, True):
                data = filled(fields, value)
                if broken_hidden:
                    data = {name: value if isinstance(one, str) else one for name, one in data.items()}
                sent = client.post(target, data)
                assert sent.status_code < 500, (target, value[:20], sent.status_code)
