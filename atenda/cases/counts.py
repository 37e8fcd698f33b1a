"""How many cases there are, by state: read from the counters that `counting.py` keeps.

The rows of one agent and those of nobody count no case twice, nor do those of everybody for different teams: so what
somebody sees is a sum, exact however little their role lets them see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from atenda.access.abilities import Sees
from atenda.cases import catalogue
from atenda.cases.models import CaseCount
from atenda.organizations.entering import current_organization
from atenda.organizations.prepared import prepared
from atenda.staff import directory
from atenda.staff.models import Agent

EVERYBODY, NOBODY, NO_TEAM = CaseCount.EVERYBODY, CaseCount.NOBODY, CaseCount.NO_TEAM
ByState = Counter[int]


def counts_by_state() -> ByState:
    """All cases of the organization."""
    return _summed("holder = %s", EVERYBODY)


def counts_in_sight(actor: Agent) -> ByState:
    """The cases this agent may see: what `Case.objects.visible_to` would count."""
    which, values = in_sight(actor)
    return _summed(which, *values)


def teams_in_sight(actor: Agent, states: Collection[int]) -> Counter[int]:
    """The same of some states, by team (0: of none)."""
    which, values = in_sight(actor)
    return _by("team_key", which, states, *values)


def in_sight(actor: Agent) -> tuple[str, list[Any]]:
    """The parts, by holder and team, that together are what this agent sees: a condition, and its values."""
    match actor.role.sees:
        case Sees.ALL:
            return "holder = %s", [EVERYBODY]
        case Sees.OWN:
            return "holder = ANY(%s::bigint[])", [[actor.pk, NOBODY]]
        case _:
            teams = sorted(directory.team_ids_of(actor.pk))
            condition = (
                "holder = ANY(%s::bigint[]) AND CASE holder WHEN %s::bigint THEN team_key = ANY(%s::bigint[])"
                " WHEN %s::bigint THEN team_key = %s::bigint ELSE team_key <> ALL(%s::bigint[]) END"
            )
            return condition, [[EVERYBODY, actor.pk, NOBODY], EVERYBODY, teams, NOBODY, NO_TEAM, teams]


def _summed(which: str, *values: Any) -> ByState:
    with prepared() as cursor:
        cursor.execute(
            f"SELECT state_id, sum(n) FROM cases_casecount WHERE organization_id = %s AND {which} GROUP BY state_id",  # noqa: S608  a condition of ours, values are passed apart
            [current_organization().pk, *values],
        )
        return Counter(dict(cursor.fetchall()))


def counts_by_team(states: Collection[int]) -> Counter[int]:
    """All cases of the organization in some states, by team (0: of none)."""
    return _by("team_key", "holder = %s", states, EVERYBODY)


def counts_by_holder(states: Collection[int]) -> Counter[int]:
    """The same by who has them (0: nobody); a case of two people is in the number of both."""
    return _by("holder", "holder <> %s", states, EVERYBODY)


BY = """
    SELECT {key}, sum(n)::int FROM cases_casecount
    WHERE organization_id = %s AND state_id = ANY(%s::bigint[]) AND {which} GROUP BY 1
    """


def _by(key: str, which: str, states: Collection[int], *values: Any) -> Counter[int]:
    with prepared() as cursor:
        cursor.execute(BY.format(key=key, which=which), [current_organization().pk, list(states), *values])
        return +Counter(dict(cursor.fetchall()))


@dataclass
class Work:
    """What there is to do of what somebody sees: pending cases by state; of each team (0: of none), of nobody, and
    their own; and, where asked for, of each person. A case of two people is in the number of both.

    What somebody sees because it is theirs is counted once, as theirs: who else works on it no counter knows.
    """

    by_state: ByState = field(default_factory=Counter)
    own: ByState = field(default_factory=Counter)
    of_teams: Counter[int] = field(default_factory=Counter)
    of_people: Counter[int] = field(default_factory=Counter)
    of_nobody: int = 0


WORK = """
    SELECT holder, CASE WHEN holder <= 0 OR holder = %s THEN team_key END AS team,
        CASE WHEN holder <= 0 OR holder = %s THEN state_id END AS state, sum(n)::int
    FROM cases_casecount WHERE organization_id = %s AND n <> 0 AND state_id = ANY(%s::bigint[]) AND {which}
    GROUP BY 1, 2, 3
    """


def work_in_sight(actor: Agent, *, with_people: bool = False) -> Work:
    """By one statement, of what this agent sees; `with_people` reads the rows of everybody."""
    sees, me, teams = actor.role.sees, actor.pk, _teams_seen(actor)
    which: list[str] = []
    values: list[Any] = []
    if sees == Sees.OWN or not with_people:
        which.append("holder = ANY(%s)")
        values.append([me, NOBODY] if sees == Sees.OWN else [EVERYBODY, NOBODY, me])
    if sees == Sees.TEAMS:
        which.append("(team_key = ANY(%s) OR holder = %s OR holder = %s AND team_key = %s)")
        values += [sorted(teams), me, NOBODY, NO_TEAM]
    pending = [state.id for state in catalogue.states().values() if not state.is_finished]
    found = Work()
    with prepared() as cursor:
        cursor.execute(
            WORK.format(which=" AND ".join(which) or "true"), [me, me, current_organization().pk, pending, *values]
        )
        for holder, team, state, n in cursor.fetchall():
            if holder > NOBODY:
                found.of_people[holder] += n
            if holder == me:
                found.own[state] += n
            if holder == NOBODY:
                found.of_nobody += n
            if _is_part(sees, holder, team, me=me, teams=teams):
                found.by_state[state] += n
                found.of_teams[team] += n
    return found


def _is_part(sees: str, holder: int, team: int | None, *, me: int, teams: Collection[int]) -> bool:
    """Whether the row is one of those that together count each case in sight once."""
    if sees == Sees.ALL:
        return holder == EVERYBODY
    if sees == Sees.OWN or holder not in (EVERYBODY, NOBODY, me):
        return holder in (NOBODY, me)
    if holder == NOBODY:
        return team == NO_TEAM
    return (team in teams) == (holder == EVERYBODY)


def _teams_seen(actor: Agent) -> frozenset[int]:
    return directory.team_ids_of(actor.pk) if actor.role.sees == Sees.TEAMS else frozenset()
