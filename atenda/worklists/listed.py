"""Cases that an index lists in the order of folios: one's own, nobody's, those of a team, and what a role lets see.

Walked there, nothing is passed that is somebody else's: of a million cases those of one person are twenty thousand.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from atenda.staff import directory
from atenda.staff.models import Agent
from atenda.worklists.scopes import (
    Part,
    all_pending,
    in_sight_by_folio,
    of_person,
    of_rating,
    of_team,
    overlap,
    unassigned,
)
from atenda.worklists.walks import Walk

MOST = 40  # parts that are merged
OF_ALL = 1_000
OF_TEAM = 6  # a team has the cases of so many people, as a rule of thumb


@dataclass(frozen=True)
class Listed:
    """Parts that each walk one index by folio; together they have all the cases meant, and few others.

    `weight`: about how many people have as many. A case may be in several parts where `may_overlap`.
    """

    parts: tuple[Part, ...]
    weight: int
    may_overlap: bool = False

    def folios(self, walk: Walk, most: int) -> tuple[str, list[Any]]:
        """A statement for the first ones of a walk by folio, in its order."""
        return self._selected([walk.narrow(part) for part in self.parts], walk.way, most)

    def everything(self) -> tuple[str, list[Any]]:
        """A statement for all of them, in no order; of what overlaps some come twice."""
        arms = " UNION ALL ".join(part.select("c.folio") for part in self.parts)
        return arms, [value for part in self.parts for value in part.values]

    def _selected(self, parts: list[Part], way: str, most: int) -> tuple[str, list[Any]]:
        arms = [part.select("c.folio", f"ORDER BY c.folio {way} LIMIT {most}") for part in parts]
        together = (" UNION " if self.may_overlap else " UNION ALL ").join(arms)
        sql = f"SELECT folio FROM ({together}) arms ORDER BY folio {way} LIMIT {most}"  # noqa: S608  parts are ours
        return sql, [value for part in parts for value in part.values]


def of_sight(actor: Agent, *, finished: bool | None) -> Listed | None:
    """What the role lets see; of it only what is pending, or finished, or both."""
    found = tuple(in_sight_by_folio(actor, finished=finished))
    if len(found) > MOST:
        return None
    return Listed(found, 2 + OF_TEAM * (len(found) - 2), may_overlap=overlap(actor))


def of_pending(states: Collection[int] = ()) -> Listed:
    """All that is pending, or what is so in some states."""
    parts = tuple(all_pending().only("c.state_id = %s", state) for state in sorted(states))
    return Listed(parts or (all_pending(),), OF_ALL)


def of_people(ids: Collection[int], *, or_nobody: bool = False, pending: bool) -> Listed | None:
    """The cases somebody of these works on, and those of nobody."""
    found = [of_person(pk, pending=pending) for pk in ids]
    if or_nobody:
        found.append(unassigned(pending=pending))
    return Listed(tuple(found), len(found), may_overlap=len(ids) > 1) if 0 < len(found) <= MOST else None


def of_teams(ids: Collection[int], *, pending: bool) -> Listed | None:
    """Those of some teams."""
    found = tuple(of_team(pk, pending=pending) for pk in sorted(set(ids) & set(directory.teams())))
    return Listed(found, OF_TEAM * len(found)) if 0 < len(found) <= MOST else None


def of_ratings(marks: Collection[int], *, pending: bool) -> Listed | None:
    """Those customers gave one of these marks."""
    found = tuple(of_rating(mark, pending=pending) for mark in sorted(set(marks)))
    return Listed(found, OF_TEAM * len(found)) if found else None
