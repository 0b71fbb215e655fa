"""Every address of the site with every role. An address without a row fails; so does a row without an address."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from spilno.accounts.models import User
from tests.access.matrix import ENDS, ROLES, Row
from tests.cast import Network
from tests.policy.sources import PACKAGE

LOGIN = "/account/login/"


def rows() -> list[Row]:
    found: list[Row] = []
    for file in sorted(Path(PACKAGE).glob("*/tests/access.py")):
        module = importlib.import_module(f"spilno.{file.parent.parent.name}.tests.access")
        found += module.ROWS
    return found


ROWS = rows()


def addresses(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space)
        elif one.name:
            yield space + one.name


def test_access_matrix_knows_every_address() -> None:
    known, named = {row.name for row in ROWS}, set(addresses(get_resolver().url_patterns))
    assert named - known == set(), "add a row to src/spilno/<app>/tests/access.py"
    assert known - named == set(), "rows for addresses that do not exist"
    labels = [row.label for row in ROWS]
    assert len(labels) == len(set(labels))


@pytest.fixture(scope="module")
def sessions(cast: Network) -> dict[str, str]:
    """Who has signed in once, for all rows. An account whose address was never confirmed cannot: it asks like anybody else."""
    users = cast.users() | {"administrator": User.objects.get(name="Administrator")}
    found = {}
    for role in set(ROLES) & set(users):
        client = Client()
        client.force_login(users[role])
        found[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


def _ask(row: Row, session: str, address: str, data: dict[str, Any]) -> tuple[int, str]:
    """Ask in a transaction that is undone, so that every role meets the same objects."""
    with transaction.atomic():
        client = Client(raise_request_exception=True)
        if session:
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        response = client.post(address, data) if row.method == "post" else client.get(address)
        transaction.set_rollback(True)
    return response.status_code, response.headers.get("Location", "")


def _absent(row: Row, kwargs: dict[str, Any]) -> dict[str, Any]:
    """The same arguments for something that is not there."""
    return {name: row.absent.get(name, 10**9 if isinstance(value, int) else "absent") for name, value in kwargs.items()}


def _refused(answer: tuple[int, str]) -> bool:
    status, where = answer
    return status in (401, 403, 404, 410) or (status == 302 and LOGIN in where)


@pytest.mark.parametrize("row", ROWS, ids=[f"access_matrix {row.label}" for row in ROWS])
def test_access_matrix(row: Row, network: Network, sessions: dict[str, str]) -> None:
    kwargs, data = row.kwargs(network), row.data(network)
    address, nowhere = (reverse(row.name, kwargs=some) + row.query for some in (kwargs, _absent(row, kwargs)))
    wrong = []
    for role in ROLES if connection.vendor == "sqlite" else ENDS:
        session = sessions.get(role, "")
        answer = _ask(row, session, address, data)
        if answer[0] >= 500:
            wrong.append(f"{role}: a fault, {answer[0]}")
        elif row.flow:
            continue
        elif (role in row.allowed) == _refused(answer):
            wrong.append(f"{role}: {answer[0]} {answer[1]}, which is {'refused' if role in row.allowed else 'let in'}")
        elif role not in row.allowed and kwargs:
            other = _ask(row, session, nowhere, data)
            if (answer[0], LOGIN in answer[1]) != (other[0], LOGIN in other[1]):
                wrong.append(f"{role}: {answer[0]} for what is there, {other[0]} for what is not")
    assert not wrong
