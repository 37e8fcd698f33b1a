"""Fixtures of every test."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.test import Client
from django.test.client import ClientHandler

from atenda.organizations.entering import inside
from atenda.staff.models import Agent
from atenda.testing.cast import Cast, make_cast


@pytest.fixture
def acme(db: None) -> Iterator[Cast]:
    """The organization of the test, entered."""
    cast = make_cast("acme")
    with inside(cast.organization):
        yield cast


@pytest.fixture
def other(db: None) -> Cast:
    """Another organization, not entered."""
    return make_cast("other")


class Visit(Client):
    """Django's test client, signed in as an agent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.handler._middleware_chain = _middleware()  # type: ignore[attr-defined]

    def as_(self, agent: Agent) -> Visit:
        self.force_login(agent.identity, backend="atenda.access.passwords.PasswordBackend")
        return self


@cache
def _middleware() -> Any:
    """Set up once: it looks through all styles and scripts, and a new client would again."""
    handler = ClientHandler()
    handler.load_middleware()
    return handler._middleware_chain  # type: ignore[attr-defined]


@pytest.fixture
def visit() -> Visit:
    return Visit()
