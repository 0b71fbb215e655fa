"""What every list of the site shares: its page, and its address with and without some filters."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, QueryDict


def page_of(
    rows: Any,
    wanted: str,
    *,
    per_page: int,
    count: int | None = None,
    often_short: bool = False,
) -> Page[Any]:
    """The page of that number: the first where it is no number, 404 where no such page exists.

    count: of all rows, where it is known.
    often_short: for lists that mostly fit on one page: then its rows are their count, and the database is asked once.
    """
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 8 else None
    if number is None and wanted.isascii() and wanted.isdigit():
        raise Http404("no such page")
    if often_short and number in (None, 1):
        first = list(rows[: per_page + 1])
        rows = first if len(first) <= per_page else rows
    paginator = Paginator(rows, per_page)
    if count is not None:
        paginator.count = count
    number = 1 if number is None else number
    if not 1 <= number <= paginator.num_pages:
        raise Http404("no such page")
    return paginator.get_page(number)


def filters_of(request: HttpRequest) -> QueryDict:
    """The address parameters as a form takes them."""
    return without_nuls(request.GET)


def without_nuls(query: QueryDict) -> QueryDict:
    """Stray NULs are no mistakes."""
    data = query.copy()
    for name in list(data):
        data.setlist(name, [value.replace("\x00", " ") for value in data.getlist(name)])
    return data


def address_without(request: HttpRequest, names: Sequence[str] = ()) -> str:
    """The address parameters but for the page, empty ones and `names`, to be followed by another."""
    query = request.GET.copy()
    for name in ("page", *names):
        query.pop(name, None)
    for name in [name for name in query if not query[name]]:
        query.pop(name)
    return query.urlencode()
