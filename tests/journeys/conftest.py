"""A running desk, a browser, and people who sit at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.plugin import DjangoDbBlocker

from atenda.intake.tests.mails import a_mailbox
from atenda.mailboxes.models import Mailbox
from atenda.notices.tests.postbox import Postbox, opened, server_at
from atenda.staff.models import Agent
from atenda.testing.desk import Desk
from tests.journeys.desk_under_test import Place, own_place, running_desk
from tests.journeys.person import Person, open_browser

Sit = Callable[..., Person]


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One for all browser tests of this worker; each has an organization of its own there."""
    with running_desk(tmp_path_factory.mktemp("desk") / "data") as desk:
        yield desk


@pytest.fixture
def place(desk: Desk, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Place]:
    with django_db_blocker.unblock(), own_place(desk) as place:
        yield place


@pytest.fixture
def postbox(place: Place) -> Iterator[Postbox]:
    """A real mail server on loopback, set up as the organization's."""
    with opened() as box:
        server_at(box.port)
        yield box


@pytest.fixture
def support(place: Place) -> Mailbox:
    """The mailbox customers of the place write to."""
    return a_mailbox(f"soporte@{place.cast.organization.slug}.example")


@pytest.fixture
def sit(chromium: Browser, place: Place) -> Iterator[Sit]:
    """Put somebody before a browser of their own. When all is done, no browser may have complained."""
    expect.set_options(timeout=10_000)
    people: list[Person] = []

    def sit_down(agent: Agent | None, *, signed_in: bool = True, **options: Any) -> Person:
        person = open_browser(chromium, place, agent, **options)
        people.append(person)
        return person.arrive() if signed_in else person

    yield sit_down
    complaints = [complaint for person in people for complaint in person.complaints]
    hits = [hit for person in people if not person.page.is_closed() for hit in person.hits()]
    for person in people:
        person.context.close()
    assert (complaints, hits) == ([], [])
