"""A program that knocks at the machines' door."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from atenda.api.models import Scope
from atenda.api.tokens import make
from atenda.organizations.entering import inside
from atenda.staff.models import Agent
from atenda.testing.fixtures import Visit


class Program(Visit):
    """Django's test client with a token in the place of a session, that speaks JSON."""

    def __init__(self, token: str = "", language: str = "es") -> None:
        super().__init__()
        self.token, self.language = token, language

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """`path` begins behind /api/v1/; headers with _ for -."""
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        said.setdefault("Accept-Language", self.language)
        if self.token:
            said.setdefault("Authorization", f"Bearer {self.token}")
        given = body if isinstance(body, str | bytes) else "" if body is None else json.dumps(body)
        kind = said.pop("Content-Type", "application/json")
        answer: Any = self.generic(method, f"/api/v1/{path}", given, content_type=kind, headers=said)
        return answer  # type: ignore[no-any-return]


def program_of(agent: Agent, scopes: Collection[str] = tuple(Scope), **kwargs: Any) -> Program:
    """A program with a token of this person; of all scopes unless some are named."""
    with inside(agent.organization):
        _token, text = make(agent, name="Tests", scopes=scopes, by=agent, now=timezone.now(), **kwargs)
    return Program(text)
