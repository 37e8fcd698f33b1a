"""A mail server on loopback, and the way there open; a case, and somebody who is not signed in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from atenda.cases.models import Case
from atenda.notices.tests.postbox import Postbox, opened, server_at
from atenda.testing import make
from atenda.testing.cast import Cast


@pytest.fixture
def postbox(acme: Cast, settings: Any) -> Iterator[Postbox]:
    """Where the mails of `acme` arrive."""
    settings.OUTBOUND_PRIVATE = ["127.0.0.0/8"]
    with opened() as box:
        server_at(box.port)
        yield box


@pytest.fixture
def case(acme: Cast) -> Case:
    return make.case(description="Gotea polo lado", responsible=acme.agent, by=acme.agent)


@pytest.fixture
def anybody() -> Client:
    """A browser that nobody signed in with."""
    return Client()
