"""The interface itself: ETags on every answer, faults as problems, a description that says so."""

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from spilno.api.v1.problems import CONTENT_TYPE, add_handlers

DESCRIPTION = """Everything public on this site, for programs. What is your own you read and keep with a token.

Lists come in pages: follow `next`. Every answer to GET carries an ETag; send it as If-None-Match. Faults are
application/problem+json (RFC 9457). Dates are ISO 8601, languages ISO 639-1, countries ISO 3166-1; positions in Ukraine are
never finer than the hromada. Texts come in the language of Accept-Language where there is one (de, uk, en)."""


class Interface(NinjaAPI):
    def create_response(self, request: HttpRequest, data: Any, **kwargs: Any) -> HttpResponse:
        response = super().create_response(request, data, **kwargs)
        if request.method not in ("GET", "HEAD") or response.status_code != 200:
            return response
        tag = f'"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
        if request.headers.get("If-None-Match") == tag:
            response = HttpResponse(status=304)
        response.headers["ETag"] = tag
        # What a token reads is kept by nobody on the way.
        response.headers["Cache-Control"] = "private, no-cache" if getattr(request, "auth", None) else "no-cache"
        return response

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        """The library describes every answer as application/json."""
        schema = super().get_openapi_schema(**kwargs)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400 and "content" in answer:
                        answer["content"] = {CONTENT_TYPE: answer["content"]["application/json"]}
        return schema


api = Interface(title="Spilno", version="1", description=DESCRIPTION, docs_url=None, urls_namespace="api-1", servers=[])
add_handlers(api)
