from datetime import timedelta
from typing import Any

from django.utils import timezone

from spilno.matching.models import ExposureRun, Scenario
from spilno.partnersearch.models import PartnerRequest
from spilno.partnersearch.tests.access import BOTH, introduction_of
from spilno.partnerships.models import CaseFile
from tests.access.matrix import ACTING, COORDINATORS, EVERYBODY, Row
from tests.cast import Network

PLACE = "?place=ags:05913000"
ROWS = [
    Row(f"matching:{name}", EVERYBODY, query=PLACE) for name in ("results", "compare", "results_csv", "results_json")
]
ROWS.append(Row("matching:why", EVERYBODY, query=f"{PLACE}&candidate=katottg:UA18040190000057814"))


def _case(network: Network) -> dict[str, Any]:
    row = CaseFile.objects.get_or_create(organisation=network.dortmund, title="taken over")[0]
    return {"case": row.pk}


ROWS.append(
    Row(
        "matching:take_over",
        ACTING,
        method="post",
        data=_case,
        query=f"{PLACE}&candidate=katottg:UA18040190000057814",
    )
)


def _request(network: Network, *, dortmund: bool = True) -> int:
    """An open request of Dortmund, or of Zhytomyr."""
    until = timezone.now() + timedelta(days=9)
    organisation = network.dortmund if dortmund else network.zhytomyr
    values = {"status": "open", "title": "fair", "published_at": timezone.now(), "expires_at": until}
    return PartnerRequest.objects.get_or_create(organisation=organisation, title="fair", defaults=values)[0].pk


def _own_request(network: Network) -> dict[str, Any]:
    return {"pk": _request(network)}


def _two(network: Network) -> dict[str, Any]:
    return {"pk": _request(network), "other": _request(network, dortmund=False)}


def _scenario(network: Network) -> dict[str, Any]:
    return {"pk": Scenario.objects.create(title="fair", created_by=network.coordinator).pk}


def _pair(network: Network) -> dict[str, Any]:
    return _scenario(network) | {"first": 1, "second": 2, "how": "pin"}


def _introduced(network: Network) -> dict[str, Any]:
    return {"pk": introduction_of(network).pk}


def _letter(network: Network) -> dict[str, Any]:
    return _introduced(network) | {"kind": "docx"}


def _letters(network: Network) -> dict[str, Any]:
    made = Scenario.objects.create(title="fair", introductions=[_introduced(network)["pk"]])
    return {"pk": made.pk, "kind": "docx"}


def _all(network: Network) -> dict[str, Any]:
    return _scenario(network) | {"how": "free"}


ROWS += [
    Row("matching:request_why", ACTING | COORDINATORS, _two),
    Row("matching:compare_boards", COORDINATORS),
    Row("matching:board_all", COORDINATORS, _all, method="post"),
    Row("matching:board_letters", COORDINATORS, _letters),
    Row("matching:letter", BOTH | COORDINATORS, _letter),
    Row("matching:request_suggestions", ACTING | COORDINATORS, _own_request),
    Row("matching:request_feedback", ACTING, _two, method="post"),
    Row("matching:introduce_two", COORDINATORS, _two),
    Row("matching:boards", COORDINATORS),
    Row("matching:board", COORDINATORS, _scenario),
    Row("matching:board_pair", COORDINATORS, _pair, method="post"),
    Row("matching:board_introduce", COORDINATORS, _scenario, method="post"),
]


def fill(network: Network) -> None:
    _scenario(network)
    shares = dict.fromkeys(("gini_before", "gini_after", "coverage_before", "coverage_after", "loss"), 0.5)
    ExposureRun.objects.create(requests=2, stamp="fair", **shares)
