"""A bell is rung for those it is for, and for nobody else."""

from __future__ import annotations

import pytest

from atenda.live.admission import Admission
from atenda.live.browsers import BELL, Browser, Room
from atenda.live.changes import MOST_BELLS, Change


@pytest.mark.parametrize(
    "change",
    [Change.of(7, (), (3, 4)), Change.of(7, (1, 2), (3,)), Change.of(7, (1,)), Change.of(7, range(999), (5,))],
)
def test_what_is_written_is_read(change: Change) -> None:
    assert Change.read(change.written()) == change


@pytest.mark.parametrize("payload", ["7:", "7::", "7:1:x", "7:x:1", ":", "", "7:many:x", "7:1:,"])
def test_what_is_not_a_change_is_not_one(payload: str) -> None:
    assert Change.read(payload) is None


def test_bells_of_two_changes_ring_together() -> None:
    joined = Change.of(7, (1,), (3,)).joined(Change.of(7, (), (4,)))
    assert joined == Change.of(7, (1,), (3, 4))
    many = Change.of(7, range(999), range(500)).joined(Change.of(7, (), range(500, 900)))
    assert (many.cases, len(many.rung), len(many.written()) < 8000) == (None, MOST_BELLS, True)


def test_only_whose_bell_it_is_hears_it_and_no_list_is_fetched() -> None:
    room = Room()
    mine, hers = (Browser(Admission("x" * 32, 7, agent), None) for agent in (3, 4))
    room.enter(mine)
    room.enter(hers)
    room.hear(Change.of(7, (), (3,)))
    assert (mine.take(), hers.take()) == ([BELL], [])
