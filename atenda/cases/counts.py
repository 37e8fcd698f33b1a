"""How many cases there are, by state: read from the counters that `counting.py` keeps.

The rows of one agent and those of nobody count no case twice, nor do those of everybody for different teams: so what
somebody sees is a sum, exact however little their role lets them see.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from atenda.access.abilities import Sees
from atenda.cases import catalogue
from atenda.cases.models import FINISHED, CaseCount
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
    match actor.role.sees:
        case Sees.ALL:
            return counts_by_state()
        case Sees.OWN:
            return _summed("holder = ANY(%s)", [actor.pk, NOBODY])
        case _:
            teams = sorted(directory.team_ids_of(actor.pk))
            return _summed(
                "holder = ANY(%s) AND CASE holder"
                " WHEN %s THEN team_key = ANY(%s) WHEN %s THEN team_key = %s ELSE team_key <> ALL(%s) END",
                [EVERYBODY, actor.pk, NOBODY],
                *(EVERYBODY, teams, NOBODY, NO_TEAM, teams),
            )


def _summed(which: str, *values: Any) -> ByState:
    with prepared() as cursor:
        cursor.execute(
            f"SELECT state_id, sum(n) FROM cases_casecount WHERE organization_id = %s AND {which} GROUP BY state_id",  # noqa: S608  a condition of ours, values are passed apart
            [current_organization().pk, *values],
        )
        return Counter(dict(cursor.fetchall()))


def _defaults() -> defaultdict[int, ByState]:
    return defaultdict(Counter)


@dataclass
class Shares:
    """Who has how much to do: pending cases by state, of each person, of each team (0: of none), of nobody.

    A case of two people is in the share of both, so the shares of people may be more than those of their teams.
    """

    of_people: defaultdict[int, ByState] = field(default_factory=_defaults)
    of_teams: defaultdict[int, ByState] = field(default_factory=_defaults)
    of_nobody: ByState = field(default_factory=Counter)


SHARES = """
    SELECT holder, CASE holder WHEN %s THEN team_key END AS team, state_id, sum(n)
    FROM cases_casecount
    WHERE organization_id = %s AND n <> 0 AND state_id = ANY(%s::bigint[])
        AND (%s::bigint[] IS NULL OR team_key = ANY(%s::bigint[]))
    GROUP BY 1, 2, 3
    """


def shares(*, teams: Collection[int] | None = None) -> Shares:
    """Of the whole organization or, with `teams`, of the cases of these."""
    only = None if teams is None else list(teams)
    pending = [state.id for state in catalogue.states().values() if state.lifecycle not in FINISHED]
    found = Shares()
    with prepared() as cursor:
        cursor.execute(SHARES, [EVERYBODY, current_organization().pk, pending, only, only])
        for holder, team, state, n in cursor.fetchall():
            match holder:
                case CaseCount.EVERYBODY:
                    found.of_teams[team][state] = n
                case CaseCount.NOBODY:
                    found.of_nobody[state] = n
                case _:
                    found.of_people[holder][state] = n
    return found
