"""What came and went, day by day: counted from the cases themselves, and from what their rows tell no more.

Opened: by the moment of creation. Gone: was pending, and was closed or cancelled. Back: was reopened. Solved: by the
last closing (B29), cancelled ones apart (B32). So what was pending at a moment is what is pending now, less what was
opened and came back since, and what has left since: exactly, whatever was reopened meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from django.db import connection

from atenda.access.abilities import Sees
from atenda.cases import catalogue
from atenda.cases.models import Lifecycle
from atenda.organizations.entering import current_organization
from atenda.organizations.prepared import prepared
from atenda.staff.models import Agent
from atenda.worklists.conditions import scope
from atenda.worklists.scopes import CASES, Part, of_customer, out_of_bin


@dataclass(frozen=True, slots=True)
class Flow:
    """What came and went in a stretch of time."""

    opened: int = 0
    gone: int = 0
    back: int = 0
    solved: int = 0
    seconds: float = 0.0

    @property
    def growth(self) -> int:
        """How many more are pending after it than before."""
        return self.opened + self.back - self.gone

    @property
    def resolution_time(self) -> timedelta | None:
        """The mean, from creation to the last closing (S0.34); none where nothing was solved."""
        return timedelta(seconds=self.seconds / self.solved) if self.solved else None

    def __add__(self, other: Flow) -> Flow:
        return Flow(
            self.opened + other.opened,
            self.gone + other.gone,
            self.back + other.back,
            self.solved + other.solved,
            self.seconds + other.seconds,
        )

    def __sub__(self, other: Flow) -> Flow:
        less = Flow(-other.opened, -other.gone, -other.back, -other.solved, -other.seconds)
        return self + less

    def __bool__(self) -> bool:
        return self != NONE


NONE = Flow()


def total(found: Iterable[Flow]) -> Flow:
    """All together."""
    opened = gone = back = solved = 0
    seconds = 0.0
    for flow in found:
        opened += flow.opened
        gone += flow.gone
        back += flow.back
        solved += flow.solved
        seconds += flow.seconds
    return Flow(opened, gone, back, solved, seconds)


@dataclass(frozen=True)
class Counted:
    """Which cases are counted: those an agent sees, or those of a customer that they see, as conditions on `c`.

    `in_all`: every case of the organization. `actor`: all that they see, so that days added up may answer, and the
    counters know what of it is pending. `of_a_day`: the same where each case is looked
    at, for a short stretch.
    """

    part: Part
    in_all: bool = False
    actor: Agent | None = None
    of_a_day: Part | None = None


def everything() -> Counted:
    """Every case of the organization entered that is not in the bin."""
    part = Part(CASES, ("c.organization_id = %s",), (current_organization().pk,))
    return Counted(out_of_bin(part), in_all=True)


def seen_by(actor: Agent) -> Counted:
    """All that this agent sees: by the index of what they see, or looked at one by one, as the planner finds best."""
    part = all_cases = everything().part
    for each in scope(actor):
        part = part.only(each.indexed or each.plain, *(each.indexed_values if each.indexed else each.values))
        all_cases = all_cases.only(each.plain, *each.values)
    return Counted(part, in_all=actor.role.sees == Sees.ALL, actor=actor, of_a_day=all_cases)


def of(actor: Agent, kind: str, pk: int) -> Counted:
    """The cases of a contact or an account that this agent sees."""
    return Counted(of_customer(actor, kind, pk))


FOUND = """
    SELECT day, early, sum(opened), sum(gone), sum(back), sum(solved), sum(seconds)
    FROM ({found}) found (at, opened, gone, back, solved, seconds),
        LATERAL (SELECT (at AT TIME ZONE %s::text)::date, at < %s::timestamptz) moment (day, early)
    GROUP BY day, early ORDER BY day
    """
SECONDS = "extract(epoch FROM {until} - c.created_at)::float8"
INTERLUDES = """cases_interlude i JOIN cases_case c ON c.organization_id = i.organization_id AND c.id = i.case_id
    AND i.organization_id = %s"""


def flows(
    counted: Counted,
    start: datetime,
    end: datetime,
    *,
    zone: tzinfo,
    cut: datetime | None = None,
    known_at: datetime | None = None,
    is_short: bool = False,
) -> dict[tuple[date, bool], Flow]:
    """By day of the zone, and whether before `cut`. What is solved is what was at the moment `known_at`, if given.

    `is_short`: a day or two, for which the plan is always the same, and made once.
    """
    if start >= end:
        return {}
    found, values = happenings(_looked_at(counted) if is_short else counted, start, end, known_at)
    with prepared() if is_short else connection.cursor() as cursor:
        cursor.execute(FOUND.format(found=found), [*values, str(zone), cut or start])
        rows = cursor.fetchall()
    return {
        (day, early): Flow(int(opened), int(gone), int(back), int(solved), seconds)
        for day, early, opened, gone, back, solved, seconds in rows
    }


def moments(counted: Counted, start: datetime, end: datetime) -> list[tuple[Any, ...]]:
    """Of a short stretch one by one, in order: when, and what was opened, gone, back and solved then, in how many
    seconds."""
    found, values = happenings(_looked_at(counted), start, end)
    with connection.cursor() as cursor:
        cursor.execute(f"{found} ORDER BY 1", values)
        return list(cursor.fetchall())


def happenings(
    counted: Counted, start: datetime, end: datetime, known_at: datetime | None = None, *, also: str = ""
) -> tuple[str, list[Any]]:
    """A statement for them one by one, with its values; `also`: further columns of the case."""
    arms = list(_arms(counted, start, end, known_at))
    more = f", {also}" if also else ""
    found = " UNION ALL ".join(f"({arm.select(columns + more)})" for columns, arm in arms)
    return found, [value for _, arm in arms for value in arm.values]


def _looked_at(counted: Counted) -> Counted:
    return replace(counted, part=counted.of_a_day or counted.part)


def _arms(counted: Counted, start: datetime, end: datetime, known_at: datetime | None) -> Iterator[tuple[str, Part]]:
    """What is read: columns of a moment and what happened at it, and where from."""
    part, between = counted.part, (start, end)
    is_solved = f"c.state_id IN ({', '.join(map(str, _solving())) or 'NULL'})"
    spent = SECONDS.format(until="c.closed_at")
    yield "c.created_at, 1, 0, 0, 0, 0", _between(part, "c.created_at", between)
    yield (
        f"c.closed_at, 0, 1, 0, ({is_solved})::int, CASE WHEN {is_solved} THEN {spent} ELSE 0 END",
        _between(part, "c.closed_at", between),
    )
    told = replace(part, source=INTERLUDES, values=(current_organization().pk, *part.values))
    yield "i.since, 0, (NOT i.is_pending)::int, i.is_pending::int, 0, 0", _between(told, "i.since", between)
    yield "i.until, 0, i.is_pending::int, (NOT i.is_pending)::int, 0, 0", _between(told, "i.until", between)
    if known_at is not None:  # closed then, and reopened since; pending then, though closed before and now
        then = _between(told, "i.closed_at", between).only("i.since < %s AND i.until >= %s", known_at, known_at)
        sign = "CASE WHEN i.is_pending THEN -1 ELSE 1 END"
        spent = SECONDS.format(until="i.closed_at")
        yield f"i.closed_at, 0, 0, 0, {sign}, {sign} * {spent}", then.only("NOT i.is_cancelled")


def _between(part: Part, column: str, between: tuple[datetime, datetime]) -> Part:
    return part.only(f"{column} >= %s AND {column} < %s", *between)


def _solving() -> list[int]:
    return [state.id for state in catalogue.states_in(Lifecycle.CLOSED)]
