"""Sessions count nothing at the interface: what is own is refused to everybody without a token (`test_tokens`)."""

from typing import Any

from spilno.api.models import AccessToken
from spilno.exchange.tests.access import ROWS as EXCHANGE
from spilno.exchange.tests.access import advice as draft_advice
from spilno.funding.tests.access import ROWS as FUNDING
from spilno.library.tests.access import ROWS as LIBRARY
from spilno.organisations.models import HelpEntry
from spilno.partnersearch.tests.access import ROWS as REQUESTS
from spilno.partnerships.tests.access import ROWS as PARTNERSHIPS
from tests.access.matrix import EVERYBODY, NOBODY, Row, dortmund
from tests.cast import Network


def _as_on_page(rows: list[Row], name: str) -> Any:
    """The object that the page's own row makes."""
    return next(row.kwargs for row in rows if row.name == name and row.allowed == EVERYBODY)


def _token(network: Network) -> dict[str, Any]:
    values = {"name": "x", "proof": "x", "expires_at": "2099-01-01T00:00Z", "user": network.dortmund_editor}
    return {"pk": AccessToken.objects.get_or_create(digest="x", defaults=values)[0].pk}


def _place(_network: Network) -> dict[str, Any]:
    return {"scheme": "ags", "code": "05913000"}


def _text(network: Network) -> dict[str, Any]:
    return dortmund(network) | {"kind": "about", "language": "de"}


def _entry(network: Network) -> dict[str, Any]:
    values = {"direction": "offers", "kind": "transport"}
    row = HelpEntry.objects.get_or_create(organisation=network.dortmund, text="x", defaults=values)[0]
    return dortmund(network) | {"entry": row.pk}


def _dump(_network: Network) -> dict[str, Any]:
    return {"name": "partnerships"}


def fill(network: Network) -> None:
    _token(network)


LISTS = ("places", "partnerships", "organisations", "requests", "meetings", "reports", "knowledge", "programmes")
ROWS = [
    Row("api:about", EVERYBODY),
    Row("api:tokens", EVERYBODY, flow=True),
    Row("api:revoke", frozenset({"dortmund_editor"}), _token, method="post"),
    Row("api-1:openapi-json", EVERYBODY),
    Row("api-1:api-root", NOBODY, flow=True),
    *(Row(f"api-1:{name}", EVERYBODY) for name in (*LISTS, "documents", "catalogue")),
    Row("api-1:find_place", EVERYBODY, query="?text=Dortmund"),
    Row("api-1:place", EVERYBODY, _place),
    Row("api-1:partnership", EVERYBODY, _as_on_page(PARTNERSHIPS, "partnerships:detail")),
    Row("api-1:organisation", EVERYBODY, dortmund),
    Row("api-1:request", EVERYBODY, _as_on_page(REQUESTS, "partnersearch:request")),
    Row("api-1:meeting", EVERYBODY, _as_on_page(EXCHANGE, "exchange:meeting")),
    Row("api-1:report", EVERYBODY, _as_on_page(EXCHANGE, "exchange:report")),
    Row("api-1:advice", NOBODY, draft_advice),
    Row("api-1:programme", EVERYBODY, _as_on_page(FUNDING, "funding:detail")),
    Row("api-1:document", EVERYBODY, _as_on_page(LIBRARY, "library:document")),
    Row("api-1:dump", EVERYBODY, _dump),
    Row("api-1:own", NOBODY),
    Row("api-1:profile", NOBODY, dortmund),
    Row("api-1:text", NOBODY, _text),
    Row("api-1:help", NOBODY, dortmund, method="post"),
    Row("api-1:help_entry", NOBODY, _entry, method="post", flow=True),
    Row("api-1:own_requests", NOBODY),
    Row("api-1:own_request", NOBODY, dortmund),
    Row("api-1:wishes", NOBODY, dortmund, method="post", flow=True),
    Row(
        "api-1:request_texts", NOBODY, lambda network: dortmund(network) | {"language": "de"}, method="post", flow=True
    ),
    Row("api-1:request_step", NOBODY, lambda network: dortmund(network) | {"step": "submit"}, method="post"),
    Row("api-1:own_registrations", NOBODY),
    Row("api-1:own_registration", NOBODY, lambda network: {"meeting": 1}, method="post", flow=True),
    Row("api-1:own_newsletter", NOBODY),
    Row("api-1:own_partnerships", NOBODY),
    Row("api-1:history", NOBODY, dortmund, method="post"),
]
