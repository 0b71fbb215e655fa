from typing import Any

from spilno.partnerships.models import CaseFile
from tests.access.matrix import ACTING, EVERYBODY, Row
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
