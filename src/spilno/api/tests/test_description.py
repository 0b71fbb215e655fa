"""The description for machines is a promise: it is kept beside the code, and what it allows never ends in a fault."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, settings
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from spilno.api.actions import make_token
from spilno.api.enums import TokenScope
from spilno.api.tests.access import ROWS
from spilno.api.v1 import PREFIX as BASE
from spilno.api.v1 import api
from spilno.exchange.tests.meetings import a_meeting
from spilno.newsletter.models import Subscriber
from spilno.partnersearch.enums import RequestStatus
from spilno.partnersearch.tests.access import request_of
from spilno.partnerships.actions.registry import enter_partnership
from spilno.partnerships.entries import NewParty
from spilno.partnerships.enums import Phase
from spilno.partnerships.tests.access import _published
from tests.cast import Network, load_network
from tests.shapes import PARTNERSHIP, step

# For each operation; the sweep asks a hundred thousand in all.
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


@dataclass
class Stage:
    """What a made-up number may happen to name: without it nearly every question would end at "not there"."""

    token: str
    # Words of an address -> arguments that name something, Dortmund's own where it must be one's own.
    there: dict[str, dict[str, Any]]

    def aim(self, case: schemathesis.Case) -> None:
        """Three of four well-formed addresses lead to something that exists."""
        path = case.meta.components.get(ParameterLocation.PATH) if case.meta else None
        given = case.path_parameters
        if not given or (path is not None and not path.mode.is_positive) or crc32(repr(given).encode()) % 4 == 0:
            return
        words = case.path.removeprefix(BASE)
        found = next((one for start, one in self.there.items() if words.startswith(start)), {})
        case.path_parameters = {name: found.get(name, value) for name, value in given.items()}


def _there(network: Network) -> dict[str, dict[str, Any]]:
    public = ("place", "partnership", "organisation", "request", "meeting", "report", "programme", "document")
    rows = {row.name.removeprefix("api-1:"): row for row in ROWS if row.name.startswith("api-1:")}
    found = {f"{name}s/": rows[name].kwargs(network) for name in public}
    shared = enter_partnership(
        [NewParty(1, area=network.dortmund.area), NewParty(2, area=network.unna.area)],
        [step(Phase.ACTIVE, "2023", PARTNERSHIP)],
        acting_user=network.coordinator,
        confirmed=True,
    )
    meeting = a_meeting(network, audience="public")
    return found | {
        "own/requests/": {"pk": request_of(network.dortmund, RequestStatus.DRAFT).pk},
        "own/partnerships/": {"pk": shared.pk},
        "own/registrations/": {"meeting": meeting.pk},
        "own/organisations/": rows["help_entry"].kwargs(network),
    }


@pytest.fixture
def stage(db: None) -> Any:
    """Django closes what a request left behind; a test's own connection has to outlive its requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    network = load_network()
    _published(network)
    Subscriber.objects.create(email=network.dortmund_owner.email, language="de", status="active")
    token = make_token(name="x", scopes=TokenScope.values, days=1, acting_user=network.dortmund_owner)[1]
    yield Stage(token, _there(network))
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=QUESTIONS,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
def test_what_the_description_allows_is_answered_as_it_says(case: schemathesis.Case, stage: Stage) -> None:
    """Well-formed and malformed questions alike; each in a transaction that is undone."""
    headers = {"Authorization": f"Bearer {stage.token}"} if case.path.startswith(f"{BASE}own") else {}
    stage.aim(case)
    with transaction.atomic():
        response = case.call(app=WSGIHandler(), headers=headers)
        transaction.set_rollback(True)
    # Refused tokens have tests of their own; here every question carries one. A form may refuse what a schema cannot
    # know: a place that does not exist, an end before its beginning.
    case.validate_response(response, excluded_checks=[ignored_auth, positive_data_acceptance])
