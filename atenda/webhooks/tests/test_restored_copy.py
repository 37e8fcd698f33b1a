"""A restored copy tells other programs nothing, and once released only what they cannot know yet (6.35)."""

from __future__ import annotations

from datetime import timedelta

from atenda.server import holding
from atenda.server.releasing import release, waiting
from atenda.testing import make
from atenda.testing.cast import NOW
from atenda.webhooks.models import Delivery, DeliveryState, Owed

BACKUP = NOW - timedelta(hours=2)
BEFORE = BACKUP - timedelta(minutes=1)


def test_other_programs_are_not_told_again_of_what_had_happened(acme, receiver, endpoint, rounds) -> None:
    make.case("Antes", by=acme.agent, now=BEFORE)
    holding.begin(backup_at=BACKUP, now=NOW)
    make.case("Despois", by=acme.agent, now=NOW)
    rounds(5)
    assert receiver.taken == []
    make.case("Antes, e por repartir", by=acme.agent, now=BEFORE)
    assert Owed.objects.exists()
    found = waiting(BACKUP)
    assert (found.hooks, found.hooks_before) == (2, 1)
    assert release(drop_before=BACKUP, by=acme.admin, now=NOW)
    rounds(5)
    told = {one.event.at: one.state for one in Delivery.objects.filter(kind="case.opened")}
    assert told == {BEFORE: DeliveryState.FAILED, NOW: DeliveryState.DELIVERED}
    assert [one.said["type"] for one in receiver.taken] == ["case.opened"]


def test_all_of_it_is_told_when_a_person_says_so(acme, receiver, endpoint, rounds) -> None:
    make.case("Antes", by=acme.agent, now=BEFORE)
    holding.begin(backup_at=BACKUP, now=NOW)
    rounds()
    assert release(drop_before=None, by=acme.admin, now=NOW)
    rounds()
    assert [one.said["type"] for one in receiver.taken] == ["case.opened"]
