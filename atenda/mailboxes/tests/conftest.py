"""A real IMAP server on loopback, the way there open, and a keeper that looks when it is told to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import date
from itertools import count
from typing import Any

import pytest
from django.utils import timezone

from atenda.mailboxes.fetching_from import add_door, choose_folders
from atenda.mailboxes.imap.keeper import Keeper
from atenda.mailboxes.managing import add_mailbox
from atenda.mailboxes.models import ImapDoor, Mailbox, Security
from atenda.testing import dovecot
from atenda.testing.cast import NOW, Cast

LONG_AGO = date(2020, 1, 1)
_users = count(1)


@pytest.fixture(scope="session")
def imap_server() -> Iterator[dovecot.Server]:
    if dovecot.executable() is None:
        pytest.skip("Dovecot is not installed: nothing here could be tried against a real IMAP server.")
    with dovecot.running() as server:
        yield server


@pytest.fixture
def way_open(settings: Any) -> None:
    settings.OUTBOUND_PRIVATE = ["127.0.0.0/8"]


@pytest.fixture
def user() -> str:
    """Somebody whose mailbox is empty still."""
    return f"soporte{next(_users)}@acme.example"


@pytest.fixture
def mailbox(acme: Cast) -> Mailbox:
    return add_mailbox(name="Soporte", address="soporte@acme.example", language="gl", by=acme.admin, now=NOW)


@pytest.fixture
def door(acme: Cast, mailbox: Mailbox, imap_server: dovecot.Server, way_open: None, user: str) -> ImapDoor:
    return door_to(imap_server.port, mailbox, acme, user)


def door_to(port: int, mailbox: Mailbox, acme: Cast, user: str, folders: tuple[str, ...] = ("INBOX",)) -> ImapDoor:
    """One that is set up, all of it."""
    values = {"host": "127.0.0.1", "port": port, "security": Security.NONE, "username": user, "since": LONG_AGO}
    door = add_door(mailbox, secret=dovecot.PASSWORD, by=acme.admin, now=NOW, **values)
    choose_folders(door, folders=folders, since=LONG_AGO, marks_seen=True, by=acme.admin)
    return door


@pytest.fixture
def keeping() -> Iterator[Callable[[ImapDoor], Keeper]]:
    """Keepers of doors; what they hold of a server is let go at the end."""
    keepers = []

    def keep(door: ImapDoor, **values: Any) -> Keeper:
        keepers.append(Keeper(door.pk, desk=nullcontext, now=timezone.now, **values))
        return keepers[-1]

    yield keep
    for keeper in keepers:
        keeper.hang_up()


def letter(number: int = 1, subject: str = "Non arranca", body: str = "Ola") -> bytes:
    return (
        f"From: Uxía <uxia@cliente.example>\r\nTo: soporte@acme.example\r\nSubject: {subject} {number}\r\n"
        f"Message-ID: <{number}@cliente.example>\r\nDate: Mon, 02 Nov 2026 10:00:00 +0100\r\n\r\n{body} {number}\r\n"
    ).encode()
