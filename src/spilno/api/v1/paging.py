"""Lists in pages: a cursor names the last row that was seen, so that rows that come or go meanwhile shift nothing."""

import base64
import binascii
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import models
from django.http import HttpRequest
from django.utils.http import urlencode
from ninja import Field, Schema
from ninja.errors import HttpError

from spilno.common.tokens import absolute

T = TypeVar("T")
MOST = 100


class Page(Schema, Generic[T]):
    """`next` is the address of the page that follows; none on the last."""

    items: list[T]
    next: str | None = None


class Paging(Schema):
    limit: int = Field(25, ge=1, le=MOST, description="How many at most.")
    cursor: str = Field("", max_length=40, description="From `next` of the page before.")


def cursor_of(pk: int) -> str:
    return base64.urlsafe_b64encode(f"after:{pk}".encode()).decode().rstrip("=")


def _after(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        text = ""
    word, _colon, number = text.partition(":")
    if word != "after" or not (number.isascii() and number.isdigit() and len(number) < 19):
        raise HttpError(400, "cursor: take it from `next` of the page before")
    return int(number)


def page(
    request: HttpRequest, rows: models.QuerySet[Any], paging: Paging, draw: Callable[[list[Any]], list[Any]]
) -> dict[str, Any]:
    """One page of the rows in the order of their keys; `draw` makes the items of the rows of this page."""
    found = list(rows.order_by("pk").filter(pk__gt=_after(paging.cursor))[: paging.limit + 1])
    shown = found[: paging.limit]
    following = None
    if len(found) > paging.limit:
        asked = {name: str(value) for name, value in request.GET.items() if name != "cursor"}
        query = urlencode(asked | {"cursor": cursor_of(shown[-1].pk)})
        following = absolute(f"{request.path}?{query}")
    return {"items": draw(shown), "next": following}
