"""Somebody's own program: asks with a token and reads JSON."""

import json
from typing import Any

from django.test import Client

from spilno.accounts.models import User
from spilno.api.actions import make_token
from spilno.api.enums import TokenScope

BASE = "/api/v1"


class Program:
    """`user` none: a program without a token."""

    def __init__(self, user: User | None = None, *scopes: str, token: str = "") -> None:
        if user is not None:
            token = make_token(name="test", scopes=scopes or TokenScope.values, days=30, acting_user=user)[1]
        self.token = token
        self.headers = {"authorization": f"Bearer {token}"} if token else {}

    def ask(self, method: str, path: str, data: Any = None, **headers: str) -> tuple[int, Any]:
        """Status and the JSON of the answer."""
        response = Client().generic(
            method,
            f"{BASE}{path}",
            "" if data is None else json.dumps(data),
            content_type="application/json",
            headers=self.headers | headers,
        )
        self.answer = response
        return response.status_code, response.json() if response.content else None

    def get(self, path: str, **headers: str) -> tuple[int, Any]:
        return self.ask("GET", path, **headers)
