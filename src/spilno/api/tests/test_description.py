"""The description for machines is a promise: it is kept beside the code, and what it allows never ends in a fault."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from spilno.api.actions import make_token
from spilno.api.enums import TokenScope
from spilno.api.v1 import api
from spilno.partnerships.tests.access import _published
from tests.cast import load_network

BASE = "/api/v1/"
# For each operation; the sweep asks a hundred thousand in all.
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
QUESTIONS = 2600 if os.environ.get("SPILNO_TEST_SWEEP") else 6


def described() -> dict[str, Any]:
    return json.loads(json.dumps(api.get_openapi_schema(path_prefix=BASE)))


def test_the_description_is_the_one_that_was_promised(project_root: Path) -> None:
    kept = json.loads((project_root / "docs" / "openapi.json").read_text(encoding="utf-8"))
    assert described() == kept, "a change of the API is a decision: `spilno openapi > docs/openapi.json`"


def test_every_operation_says_what_it_does_and_what_it_may_refuse() -> None:
    told = described()
    assert told["openapi"].startswith("3.1")
    for path, operations in told["paths"].items():
        for method, one in operations.items():
            assert one.get("summary") and one["tags"], f"{method} {path}"
            assert "application/problem+json" in one["responses"]["422"]["content"], f"{method} {path}"
            assert ("security" in one) == path.startswith(f"{BASE}own"), f"{method} {path}"


schema = schemathesis.openapi.from_dict(described())
schema.config.update(base_url="http://testserver")


@pytest.fixture
def token(db: None) -> Any:
    """Django closes what a request left behind; a test's own connection has to outlive its requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    network = load_network()
    _published(network)
    yield make_token(name="x", scopes=TokenScope.values, days=1, acting_user=network.dortmund_owner)[1]
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=QUESTIONS,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
def test_what_the_description_allows_is_answered_as_it_says(case: schemathesis.Case, token: str) -> None:
    """Well-formed and malformed questions alike; each in a transaction that is undone."""
    headers = {"Authorization": f"Bearer {token}"} if case.path.startswith(f"{BASE}own") else {}
    with transaction.atomic():
        response = case.call(app=WSGIHandler(), headers=headers)
        transaction.set_rollback(True)
    # Refused tokens have tests of their own; here every question carries one. A form may refuse what a schema cannot
    # know: a place that does not exist, an end before its beginning.
    case.validate_response(response, excluded_checks=[ignored_auth, positive_data_acceptance])
