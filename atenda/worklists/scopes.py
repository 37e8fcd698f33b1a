"""What somebody sees of the cases, as parts that each walk one index: `visible_to`, for lists of a million.

A part is SQL, because a page is then one statement whose plan is known: no part reads further than the page needs.
Within an organization a folio names its case, so parts answer with folios; an index that has what an order or a
filter asks for answers without the table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from atenda.access.abilities import Sees
from atenda.cases.catalogue import binned_folios
from atenda.organizations.entering import current_organization
from atenda.staff import directory
from atenda.staff.models import Agent

CASES = "cases_case c"
LINKS = "cases_caseassignee c"
# OFFSET 0 keeps the planner from another order: the links first, and no further than needed
LINKED_IN_ORDER = """cases_caseassignee l CROSS JOIN LATERAL (
    SELECT * FROM cases_case c WHERE c.organization_id = l.organization_id AND c.folio = l.folio OFFSET 0) c"""
# and here those that the links name: what one agent has to do is little, whatever else is asked of it
AT_HAND = """(SELECT * FROM cases_case c WHERE c.organization_id = %s AND c.closed_at IS NULL AND c.folio = ANY(ARRAY(
    SELECT l.folio FROM cases_caseassignee l
    WHERE l.organization_id = %s AND l.agent_id = %s AND l.pending)) OFFSET 0) c"""
# what a team has to do, from its index alone
IN_TEAM = """(SELECT organization_id, folio, state_id, priority_id, team_id, created_at FROM cases_case c
    WHERE c.organization_id = %s AND c.closed_at IS NULL AND c.team_id = %s OFFSET 0) c"""


@dataclass(frozen=True)
class Part:
    """Some cases: where from, under which conditions, and the column that an index has their folios in."""

    source: str
    where: tuple[str, ...]
    values: tuple[Any, ...]
    folio: str = "c.folio"

    def only(self, condition: str, *values: Any) -> Part:
        return replace(self, where=(*self.where, condition), values=(*self.values, *values))

    def select(self, columns: str, rest: str = "") -> str:
        return f"(SELECT {columns} FROM {self.source} WHERE {' AND '.join(self.where)} {rest})"  # noqa: S608  no text of others

    def within(self, *, states: tuple[int, ...] = (), priority: int | None = None) -> Part:
        part = self
        if len(states) == 1:  # told apart: by one value an index keeps its order, by a list of one it does not
            part = self.only("c.state_id = %s", states[0])
        elif states:
            part = self.only("c.state_id = ANY(%s)", list(states))
        return part if priority is None else part.only("c.priority_id = %s", priority)


def parts(actor: Agent, *, finished: bool | None, links_alone: bool = False) -> list[Part]:
    """The cases this agent sees, pending (`finished` False), finished or both (None).

    `links_alone`: nothing is asked of them but what the links know of one's own. Parts of a team may have cases of
    one's own too; other parts do not overlap.
    """
    return [out_of_bin(part) for part in _parts(actor, finished, links_alone)]


def out_of_bin(part: Part) -> Part:
    """The part without what is in the bin: by folio, which every index has, and mostly nothing at all."""
    folios = binned_folios()
    return part.only(f"{part.folio} <> ALL(%s)", list(folios)) if folios else part


def _parts(actor: Agent, finished: bool | None, links_alone: bool) -> list[Part]:
    cases = _cases(finished)
    if actor.role.sees == Sees.ALL:
        return [cases]
    mine = _mine(actor, finished, links_alone)
    unassigned = cases.only("c.assignee_ids = '{}'")
    if actor.role.sees == Sees.OWN:
        return [mine, unassigned]
    teamless = unassigned.only("c.team_id IS NULL")
    if finished is False and not links_alone:
        return [mine, teamless, *(_in_team(team) for team in _teams(actor))]
    return [mine, teamless, *(cases.only("c.team_id = %s", team) for team in _teams(actor))]


def in_sight_by_folio(actor: Agent, *, finished: bool | None) -> list[Part]:
    """The same, each part read from an index in the order of folios, and nothing else asked of it."""
    return _parts(actor, finished, links_alone=True)


def all_pending() -> Part:
    return _cases(False)


def of_person(pk: int, *, pending: bool) -> Part:
    """The cases somebody works on, by the links alone."""
    return _of(LINKS, False if pending else None, "c.pending", "NOT c.pending").only("c.agent_id = %s", pk)


def unassigned(*, pending: bool) -> Part:
    """Nobody's."""
    return _cases(False if pending else None).only("c.assignee_ids = '{}'")


def of_team(pk: int, *, pending: bool) -> Part:
    return _cases(False if pending else None).only("c.team_id = %s", pk)


def of_rating(mark: int, *, pending: bool) -> Part:
    return _cases(False if pending else None).only("c.rating = %s", mark)


def overlap(actor: Agent) -> bool:
    """Whether a case may be in several of the parts."""
    return bool(actor.role.sees == Sees.TEAMS)


def of_customer(actor: Agent, kind: str, pk: int) -> Part:
    """The cases of a contact or an account that this agent sees: few enough to look at each."""
    part = Part(CASES, ("c.organization_id = %s", f"c.{kind}_id = %s"), (current_organization().pk, pk))
    return in_sight(actor, out_of_bin(part))


def in_sight(actor: Agent, part: Part) -> Part:
    """Of some cases those this agent sees, each looked at: where they are few, or another index has found them."""
    match actor.role.sees:
        case Sees.ALL:
            return part
        case Sees.OWN:
            return part.only("(c.assignee_ids @> ARRAY[%s]::bigint[] OR c.assignee_ids = '{}')", actor.pk)
        case _:
            return part.only(
                "(c.assignee_ids @> ARRAY[%s]::bigint[] OR c.team_id = ANY(%s)"
                " OR c.team_id IS NULL AND c.assignee_ids = '{}')",
                actor.pk,
                _teams(actor),
            )


def _mine(actor: Agent, finished: bool | None, links_alone: bool) -> Part:
    if links_alone:
        return _of(LINKS, finished, "c.pending", "NOT c.pending").only("c.agent_id = %s", actor.pk)
    if finished is False:
        organization = current_organization().pk
        return Part(AT_HAND, ("c.organization_id = %s",), (organization, organization, actor.pk, organization))
    links = _of(LINKED_IN_ORDER, finished, "l.pending", "NOT l.pending", "l").only("l.agent_id = %s", actor.pk)
    return replace(links, folio="l.folio")


def _in_team(team: int) -> Part:
    organization = current_organization().pk
    return Part(IN_TEAM, ("c.organization_id = %s",), (organization, team, organization))


def _cases(finished: bool | None) -> Part:
    return _of(CASES, finished, "c.closed_at IS NULL", "c.closed_at IS NOT NULL")


def _of(source: str, finished: bool | None, pending: str, done: str, alias: str = "c") -> Part:
    part = Part(source, (f"{alias}.organization_id = %s",), (current_organization().pk,))
    return part if finished is None else part.only(done if finished else pending)


def _teams(actor: Agent) -> list[int]:
    return sorted(directory.team_ids_of(actor.pk))
