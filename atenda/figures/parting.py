"""A day that was added up, parted at a moment: the period before ends at this hour, not at midnight.

What happened on it is read once for each revision of the sums and kept by its moments, so that any of them parts it.
Like the sums themselves it is behind for the minute in which an old day changes.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from atenda.access.abilities import Sees
from atenda.figures.flows import NONE, Counted, Flow, moments
from atenda.figures.periods import start_of
from atenda.organizations.entering import current_organization
from atenda.staff import directory


@dataclass(frozen=True)
class Course:
    """The moments of a day in order, and all that had happened with each: numbers side by side, for they are many."""

    at: array[float]
    passed: tuple[array[int], array[int], array[int], array[int]]
    seconds: array[float]

    def until(self, moment: datetime) -> Flow:
        """What happened before it."""
        place = bisect_left(self.at, moment.timestamp())
        if not place:
            return NONE
        opened, gone, back, solved = (each[place - 1] for each in self.passed)
        return Flow(opened, gone, back, solved, self.seconds[place - 1])


@dataclass(frozen=True)
class Seen:
    """Whose sums they are: two that are the same are of the same cases."""

    counted: Counted = field(compare=False)
    key: tuple[object, ...] = ()


def seen(counted: Counted) -> Seen:
    """By what the role lets see; of all cases, whoever asks."""
    if counted.actor is None or counted.in_all:
        return Seen(counted)
    role = counted.actor.role.sees
    teams = directory.team_ids_of(counted.actor.pk) if role == Sees.TEAMS else frozenset()
    return Seen(counted, (role, counted.actor.pk, teams))


def first_part(counted: Counted, day: date, moment: datetime, zone: str, *, revision: int) -> Flow:
    """What happened on a day of the organization entered until a moment of it."""
    return _course(current_organization().pk, seen(counted), revision, day, zone).until(moment)


@lru_cache(maxsize=64)
def _course(organization_id: int, of: Seen, revision: int, day: date, zone: str) -> Course:
    """As read once for this revision."""
    here = ZoneInfo(zone)
    at, passed, seconds = array("d"), (array("q"), array("q"), array("q"), array("q")), array("d")
    so_far, spent = [0, 0, 0, 0], 0.0
    for moment, *numbers, more in moments(of.counted, start_of(day, here), start_of(day + timedelta(days=1), here)):
        at.append(moment.timestamp())
        for place, number in enumerate(numbers):
            so_far[place] += number
            passed[place].append(so_far[place])
        spent += more
        seconds.append(spent)
    return Course(at, passed, seconds)
