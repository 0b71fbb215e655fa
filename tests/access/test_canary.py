"""A marker in every hidden text of the database; then outsiders read everything they can reach, and meet none."""

import importlib
import re
from collections import deque
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from spilno.accounts.models import User
from spilno.common.enums import Visibility
from tests.access.test_access_matrix import ROWS
from tests.cast import Network, load_network
from tests.policy.sources import PACKAGE

# Outsiders: nobody, somebody without an organisation, somebody from another town of the network.
READERS = ("anonymous", "stranger", "unna_owner")
OUTSIDE = ("anonymous", "stranger")
MARK = re.compile(r"canary-[a-z]+-[a-z]+-[a-z_]+", re.IGNORECASE)
LINK = re.compile(r"(?:href|src|action|data-[a-z-]+)=\"([^\"#]+)")
# Templates are the same in every language: one is followed, the others are entered by their first page.
NEVER = ("/logout/", "/static/", "/uk/", "/en/")
# Beyond the addresses of the matrix, which are read all of them.
MOST_FOLLOWED = 150

_modules = [
    importlib.import_module(f"spilno.{file.parent.parent.name}.tests.access")
    for file in sorted(Path(PACKAGE).glob("*/tests/access.py"))
]
PUBLIC: dict[str, set[str]] = {
    label: fields for module in _modules for label, fields in getattr(module, "PUBLIC", {}).items()
}


def hidden_fields(model: type[models.Model]) -> list[models.Field]:
    """Texts of a model that not everybody may read; choices and keys say nothing about anybody."""
    public = PUBLIC.get(model._meta.label, set())
    if "*" in public:
        return []
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in public
        and not field.name.endswith(("language", "languages", "digest", "code", "file"))
    ]


MODELS = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("spilno.") and not model._meta.proxy and hidden_fields(model)
]


def _mark(model: type[models.Model], readers: list[User]) -> int:
    rows = model._default_manager.all()
    if model is User:
        rows = rows.exclude(pk__in=[reader.pk for reader in readers])
    if model._meta.label == "exchange.MeetingFile":
        # The matrix makes one for everybody beside the hidden one.
        rows = rows.exclude(audience="public")
    for row in rows:
        values = {}
        for field in hidden_fields(model):
            mark = f"canary-{model._meta.app_label}-{model._meta.model_name}-{field.name}"
            unique = f"{mark}.{row.pk}" if field.unique else mark
            values[field.name] = f"{unique}@example.org" if isinstance(field, models.EmailField) else unique
            values[field.name] = values[field.name][: field.max_length or None]
        model._default_manager.filter(pk=row.pk).update(**values)
    return len(rows)


def _show_to_the_network(model: type[models.Model]) -> None:
    """Every other internal row becomes one for the network: who is outside it must meet neither."""
    if any(field.name == "visibility" for field in model._meta.concrete_fields):
        internal = model._default_manager.filter(visibility=Visibility.INTERNAL).order_by("pk")
        model._default_manager.filter(pk__in=list(internal.values_list("pk", flat=True))[::2]).update(
            visibility=Visibility.NETWORK
        )


def _addresses(network: Network) -> list[str]:
    found = ["/", "/de/", "/uk/", "/en/"]
    with override("de"):
        found += [reverse(row.name, kwargs=row.kwargs(network)) + row.query for row in ROWS if row.method == "get"]
    return found


def _crawl(client: Client, start: list[str]) -> tuple[dict[str, str], int]:
    """Marks met -> the first page that showed one, and the number of pages read."""
    waiting, seen, met = deque(start), set(start), {}
    read = 0
    while waiting and read < len(start) + MOST_FOLLOWED:
        address = waiting.popleft()
        response = client.get(address)
        read += 1
        if "Location" in response.headers:
            text = f'href="{response.headers["Location"]}"'
        else:
            content = b"".join(response.streaming_content) if response.streaming else response.content
            text = content.decode("utf-8", "replace")
        for mark in MARK.findall(text):
            met.setdefault(mark.lower(), address)
        for link in LINK.findall(text):
            target = urlsplit(urljoin(f"http://testserver{address}", unescape(link)))
            path = target.path + (f"?{target.query}" if target.query else "")
            if target.netloc == "testserver" and path not in seen and not any(one in path for one in NEVER):
                seen.add(path)
                waiting.append(path)
    return met, read


_found: dict[str, dict[str, str]] = {}


def _marks_met_by(reader: str) -> dict[str, str]:
    """Fill the database, mark it, crawl it; once for each reader and process."""
    if reader not in _found:
        network = load_network()
        for module in _modules:
            if hasattr(module, "fill"):
                module.fill(network)
        start = _addresses(network)
        if reader in OUTSIDE:
            for model in MODELS:
                _show_to_the_network(model)
        readers = [network.stranger, network.unna_owner]
        unmarked = [model._meta.label for model in MODELS if not _mark(model, readers)]
        assert set(unmarked) <= {
            "accounts.SetupLink",
            "common.AuditEntry",
            "common.OutboxMail",
            "common.RateCount",
            "places.ImportRun",
        }, f"`fill` in tests/access.py makes no row of {unmarked}"
        client = Client()
        if reader != "anonymous":
            client.force_login(User.objects.get(pk=getattr(network, reader).pk))
        _found[reader], read = _crawl(client, start)
        assert read > len(start)
    return _found[reader]


@pytest.mark.django_db
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("model", MODELS, ids=[f"canary {model._meta.label}" for model in MODELS])
def test_canary(model: type[models.Model], reader: str) -> None:
    met = {mark: page for mark, page in _marks_met_by(reader).items() if f"-{model._meta.model_name}-" in mark}
    assert met == {}


@pytest.mark.django_db
def test_canary_would_be_heard() -> None:
    """The crawl itself works: an organisation's own reader meets its marks, or the public name would not be found."""
    network = load_network()
    type(network.dortmund).objects.filter(pk=network.dortmund.pk).update(name="canary-organisations-organisation-name")
    met, _read = _crawl(Client(), [reverse("organisations:detail", args=[network.dortmund.pk])])
    assert "canary-organisations-organisation-name" in met
