"""A restored copy keeps still until each organization is released (6.35)."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import Any

import pytest

from atenda.organizations.entering import inside
from atenda.server import holding, outbound
from atenda.testing.cast import NOW, Cast, make_cast

YESTERDAY = NOW - timedelta(days=1)


def test_a_desk_that_was_not_restored_is_not_held(acme: Cast) -> None:
    assert not holding.is_held()
    assert holding.hold_now() is None
    assert not holding.let_go(acme.organization, now=NOW)


def test_every_organization_is_held_and_released_for_itself(acme: Cast, other: Cast) -> None:
    holding.begin(backup_at=YESTERDAY, now=NOW)
    assert holding.is_held()
    assert holding.let_go(acme.organization, now=NOW)
    assert not holding.let_go(acme.organization, now=NOW), "once"
    assert not holding.is_held()
    with inside(other.organization):
        assert holding.is_held()


def test_the_last_one_released_ends_it_for_those_that_come_later(acme: Cast, other: Cast) -> None:
    holding.begin(backup_at=YESTERDAY, now=NOW)
    for cast in (acme, other):
        assert holding.let_go(cast.organization, now=NOW)
    with inside(make_cast("later").organization):
        assert not holding.is_held()


def test_a_copy_of_a_copy_is_held_anew(acme: Cast) -> None:
    holding.begin(backup_at=YESTERDAY, now=NOW)
    holding.let_go(acme.organization, now=NOW)
    holding.begin(backup_at=NOW, now=NOW)
    assert holding.is_held()
    assert (hold := holding.hold_now())
    assert (hold.backup_at, hold.released, hold.released_at) == (NOW, [], None)


def test_nobody_is_called_while_held(acme: Cast, settings: Any) -> None:
    settings.OUTBOUND_PRIVATE = ["127.0.0.0/8"]
    holding.begin(backup_at=YESTERDAY, now=NOW)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(outbound.Held):
            outbound.connect("127.0.0.1", port, timeout=1)
        listening.settimeout(0.2)
        with pytest.raises(TimeoutError):
            listening.accept()
        holding.let_go(acme.organization, now=NOW)
        outbound.connect("127.0.0.1", port, timeout=1).close()
