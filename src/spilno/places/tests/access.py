from typing import Any

from spilno.places.models import ImportRun
from tests.access.matrix import EVERYBODY, NOBODY, Row
from tests.cast import Network


def _run(_network: Network) -> dict[str, Any]:
    return {"run_id": ImportRun.objects.create(kind="destatis").pk}


ROWS = [
    Row("places:search", EVERYBODY, query="?q=Dortmund"),
    Row("places:suggest", EVERYBODY, query="?q=Dort"),
    Row("places:detail", EVERYBODY, lambda network: {"scheme": "ags", "code": "05913000"}),
    Row("places:levels", EVERYBODY),
    Row("places:sources", EVERYBODY),
    # Only a developer's own machine loads registers from the page and watches them.
    Row("places:load_register", NOBODY, method="post"),
    Row("places:run", NOBODY, _run),
]

# Registers are published by others; nothing in them is hidden but the machine's own paths and messages.
PUBLIC = {
    label: {"*"}
    for label in (
        "places.Area",
        "places.AreaName",
        "places.AreaCode",
        "places.AreaFact",
        "places.AreaTie",
        "places.AreaStatus",
        "places.DataSource",
    )
}
