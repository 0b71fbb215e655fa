from spilno.search.indexing import rebuild
from tests.access.matrix import Row
from tests.cast import Network

# The page and its suggestions belong to `web`.
ROWS: list[Row] = []
# The word for what it is, which every result says.
PUBLIC = {"search.SearchDocument": {"kind"}}


def fill(_network: Network) -> None:
    """Everything that the apps below this one's sources have put there by now."""
    rebuild()
