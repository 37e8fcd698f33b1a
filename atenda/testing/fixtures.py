"""Fixtures of every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

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

    def as_(self, agent: Agent) -> Visit:
        self.force_login(agent.identity, backend="atenda.access.passwords.PasswordBackend")
        return self


@pytest.fixture
def visit() -> Visit:
    return Visit()
