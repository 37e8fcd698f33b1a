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


class Browser(Client):
    """Django's test client, signed in as an agent."""

    def as_(self, agent: Agent) -> Browser:
        self.force_login(agent.identity, backend="allauth.account.auth_backends.AuthenticationBackend")
        return self


@pytest.fixture
def browser() -> Browser:
    return Browser()
