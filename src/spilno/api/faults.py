"""Who answers where no view could: pages for people, and what the API promises for programs."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from spilno.api.v1 import PREFIX
from spilno.api.v1.problems import answer


def _of(status: int, page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def handler(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        return answer(status) if request.path.startswith(PREFIX) else page(request, *arguments, **named)

    return handler


bad_request = _of(400, defaults.bad_request)
refused = _of(403, defaults.permission_denied)
not_there = _of(404, defaults.page_not_found)
fault = _of(500, defaults.server_error)
