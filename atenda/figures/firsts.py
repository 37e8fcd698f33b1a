"""The first cases of several questions at once: one statement for their folios, one for their rows.

Each question walks an index in its order and stops at the fifth case; of one's own it walks one's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from atenda.access.abilities import Sees
from atenda.cases import catalogue
from atenda.organizations.entering import current_organization
from atenda.organizations.prepared import prepared
from atenda.staff import directory
from atenda.staff.models import Agent
from atenda.worklists.conditions import scope
from atenda.worklists.question import View
from atenda.worklists.rows import Row, shown
from atenda.worklists.scopes import CASES, LINKED_IN_ORDER, LINKS, Part, out_of_bin, parts

FEW = 5


@dataclass(frozen=True)
class Arm:
    """Cases of one question that one index has in order; `key` goes before the folio."""

    name: str
    part: Part
    key: str = "NULL::timestamptz"

    @property
    def statement(self) -> str:
        order = self.part.folio if self.key.startswith("NULL") else f"{self.key}, {self.part.folio}"
        columns = f"'{self.name}' AS name, {self.key} AS key, {self.part.folio} AS folio"
        return self.part.select(columns, f"ORDER BY {order} LIMIT {FEW}")


def firsts(arms: list[Arm]) -> dict[str, list[int]]:
    """The folios of the first few of each name, in order; arms of the same name are merged."""
    found: dict[str, list[int]] = {}
    if arms:
        with prepared() as cursor:  # planned once: every arm has but one index in its order
            cursor.execute(
                " UNION ".join(arm.statement for arm in arms) + " ORDER BY key, folio",
                [value for arm in arms for value in arm.part.values],
            )
            for name, _key, folio in cursor.fetchall():
                found.setdefault(name, []).append(folio)
    return {name: folios[:FEW] for name, folios in found.items()}


def rows_of(folios: Mapping[str, list[int]]) -> dict[str, list[Row]]:
    """The rows of all of them, each read once."""
    wanted = {folio for few in folios.values() for folio in few}
    rows = {row.folio: row for row in shown(sorted(wanted))}
    return {name: [rows[folio] for folio in few if folio in rows] for name, few in folios.items()}


def pending(name: str, actor: Agent, view: View = View.PENDING) -> Iterator[Arm]:
    """The oldest of a view, of what this agent sees."""
    for part in parts(actor, finished=False, links_alone=True):
        if view is View.PENDING:
            yield Arm(name, part)
        elif part.source == LINKS:
            yield from own_of_view(name, actor, view)
        else:  # by one state after the other: of each there is an index in order
            yield from (Arm(name, part.within(states=(state,))) for state in _states(view))


def late(name: str, actor: Agent, now: datetime) -> Iterator[Arm]:
    """Those longest past their deadline."""
    part = Part(CASES, ("c.organization_id = %s", "c.closed_at IS NULL"), (current_organization().pk,))
    for each in scope(actor):
        part = part.only(each.plain, *each.values)
    yield Arm(name, out_of_bin(part.only("c.due_at < %s", now)), "c.due_at")


def own(name: str, actor: Agent) -> Iterator[Arm]:
    """The oldest that the agent has."""
    part = Part(
        LINKS, ("c.organization_id = %s", "c.agent_id = %s", "c.pending"), (current_organization().pk, actor.pk)
    )
    yield Arm(name, out_of_bin(part))


def own_of_view(name: str, actor: Agent, view: View) -> Iterator[Arm]:
    """The oldest of them that stand in a view: one after the other, until there are enough."""
    values = (current_organization().pk, actor.pk)
    part = Part(LINKED_IN_ORDER, ("l.organization_id = %s", "l.agent_id = %s", "l.pending"), values, "l.folio")
    yield Arm(name, out_of_bin(part.within(states=_states(view))))


def own_late(actor: Agent, now: datetime) -> tuple[int, list[int]]:
    """How many of them are past their deadline, and the first few: by the index of deadlines, or of who has what."""
    part = Part(CASES, ("c.organization_id = %s", "c.closed_at IS NULL"), (current_organization().pk,))
    part = out_of_bin(part.only("c.due_at < %s", now).only("c.assignee_ids @> ARRAY[%s]::bigint[]", actor.pk))
    with connection.cursor() as cursor:
        cursor.execute(part.select("c.folio, count(*) OVER ()", f"ORDER BY c.due_at, c.folio LIMIT {FEW}"), part.values)
        rows = cursor.fetchall()
    return (rows[0][1] if rows else 0), [folio for folio, _number in rows]


def unassigned(name: str, actor: Agent) -> Iterator[Arm]:
    """The oldest that nobody has."""
    part = Part(CASES, ("c.organization_id = %s", "c.closed_at IS NULL"), (current_organization().pk,))
    part = out_of_bin(part.only("c.assignee_ids = '{}'"))
    if actor.role.sees == Sees.TEAMS:
        part = part.only("(c.team_id IS NULL OR c.team_id = ANY(%s))", sorted(directory.team_ids_of(actor.pk)))
    yield Arm(name, part)


def _states(view: View) -> tuple[int, ...]:
    return tuple(state.id for state in catalogue.states().values() if state.lifecycle in view.lifecycles)
