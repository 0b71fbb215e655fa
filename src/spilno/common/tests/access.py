from django.utils import timezone

from spilno.common.models import DemonstrationRow, Heartbeat, Tombstone
from tests.access.matrix import Row
from tests.cast import Network

# No pages of its own.
ROWS: list[Row] = []
# Fixed words: the health page says which of them runs.
PUBLIC = {"common.Heartbeat": {"name"}}


def fill(_network: Network) -> None:
    Tombstone.objects.create(kind="account", mark="x")
    Heartbeat.objects.create(name="worker", at=timezone.now())
    DemonstrationRow.objects.create(label="places.Area", key="1")
