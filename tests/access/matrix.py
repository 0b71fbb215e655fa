"""The words of the access matrix: roles, sets of roles, and one row for each address of the site."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.cast import Network

# Every role of the cast. Objects of the rows belong to Dortmund unless a row says otherwise.
ROLES = (
    "anonymous",
    "stranger",
    "unconfirmed",
    "dortmund_reader",
    "dortmund_editor",
    "dortmund_owner",
    "association_editor",
    "zhytomyr_editor",
    "zhytomyr_owner",
    "unna_owner",
    "coordinator",
    "administrator",
)
# Who may what is decided the same on every database: a second one answers nobody, somebody else, an owner and the office.
ENDS = ("anonymous", "unna_owner", "dortmund_owner", "coordinator")
EVERYBODY = frozenset(ROLES)
SIGNED_IN = EVERYBODY - {"anonymous", "unconfirmed"}
NOBODY: frozenset[str] = frozenset()
# For an object of Dortmund:
OWNERS = frozenset({"dortmund_owner"})
EDITORS = OWNERS | {"dortmund_editor"}
ACTING = EDITORS | {"association_editor"}
MEMBERS = EDITORS | {"dortmund_reader"}
COORDINATORS = frozenset({"coordinator"})
ADMINISTRATORS = frozenset({"administrator"})


def nothing(_network: Network) -> dict[str, Any]:
    return {}


def dortmund(network: Network) -> dict[str, Any]:
    return {"pk": network.dortmund.pk}


@dataclass(frozen=True)
class Row:
    """Who gets in at one address.

    name: the address's name; `kwargs` makes its arguments, creating objects where it needs them.
    allowed: roles that get an answer; all others get 404, or the way to the sign-in page where they are not signed in.
    method, data, query: what is asked; a POST goes without data unless given, so that its form answers.
    flow: a step of signing in or a bare machine address that decides for itself; only a fault counts.
    case: tells several rows of one address apart.
    """

    name: str
    allowed: frozenset[str]
    kwargs: Callable[[Network], dict[str, Any]] = nothing
    method: str = "get"
    data: Callable[[Network], dict[str, Any]] = nothing
    query: str = ""
    flow: bool = False
    case: str = ""
    absent: dict[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return " ".join(filter(None, [self.name, self.method if self.method != "get" else "", self.case]))


def flow(*names: str) -> list[Row]:
    return [Row(name, EVERYBODY, flow=True) for name in names]
