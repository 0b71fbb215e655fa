"""What every list of the site shares: its page, and its address with and without some filters."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, QueryDict


def page_of(rows: Any, wanted: str, *, per_page: int) -> Page[Any]:
    """The page of that number: the first where it is no number, 404 where no such page exists."""
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 8 else None
    if number is None and wanted.isascii() and wanted.isdigit():
        raise Http404("no such page")
    paginator = Paginator(rows, per_page)
    number = 1 if number is None else number
    if not 1 <= number <= paginator.num_pages:
        raise Http404("no such page")
    return paginator.get_page(number)


def filters_of(request: HttpRequest) -> QueryDict:
    """The address parameters as a form takes them: stray NULs are no mistakes."""
    data = request.GET.copy()
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
