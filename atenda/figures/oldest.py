"""The oldest pending case of each team and of each person, among those an agent sees: by index, whoever has how many.

Only those are asked who have something there by the counters: for each the walk ends at the first case it meets.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from atenda.access.abilities import Sees
from atenda.cases.catalogue import binned_folios
from atenda.cases.counts import NO_TEAM, Work
from atenda.organizations.entering import current_organization
from atenda.organizations.prepared import prepared
from atenda.staff import directory
from atenda.staff.models import Agent
from atenda.worklists.scopes import AT_HAND

First = tuple[int, datetime]  # a folio, and when it was created

EACH = """
    SELECT '{kind}', one.id, first.folio, first.created_at FROM unnest(%s::bigint[]) one (id) CROSS JOIN LATERAL (
        {first} ORDER BY 1 LIMIT 1) first
    """
OF_PERSON = """SELECT l.folio, l.created_at FROM cases_caseassignee l
    WHERE l.organization_id = %s AND l.pending AND l.folio <> ALL(%s::bigint[]) AND l.agent_id = one.id"""
# OFFSET 0: one case after the other, as far as the first of these teams
OF_PERSON_IN_TEAMS = """SELECT l.folio, l.created_at FROM cases_caseassignee l CROSS JOIN LATERAL (
        SELECT c.team_id FROM cases_case c WHERE c.organization_id = %s AND c.folio = l.folio OFFSET 0) c
    WHERE l.organization_id = %s AND l.pending AND l.folio <> ALL(%s::bigint[]) AND l.agent_id = one.id
        AND c.team_id = ANY(%s::bigint[])"""
OF_TEAM = """SELECT c.folio, c.created_at FROM cases_case c
    WHERE c.organization_id = %s AND c.closed_at IS NULL AND c.folio <> ALL(%s::bigint[]) AND c.team_id = one.id"""
OF_NO_TEAM = """SELECT c.folio, c.created_at FROM cases_case c
    WHERE c.organization_id = %s AND c.closed_at IS NULL AND c.folio <> ALL(%s::bigint[]) AND c.team_id IS NULL"""
OF_NOBODY = " AND c.assignee_ids = '{}'"
OWN = f"""
    WITH own AS MATERIALIZED (
        SELECT coalesce(c.team_id, {NO_TEAM}) AS team, c.assignee_ids AS people, c.folio, c.created_at
        FROM {AT_HAND} WHERE c.folio <> ALL(%s::bigint[]) AND (c.team_id = ANY(%s::bigint[])) IS NOT TRUE)
    SELECT 'team', team, count(*), min(folio), (array_agg(created_at ORDER BY folio))[1] FROM own GROUP BY team
    UNION ALL
    SELECT 'person', one, count(*), min(folio), (array_agg(created_at ORDER BY folio))[1]
    FROM own, unnest(people) one GROUP BY one
    """  # noqa: S608  no text of others


@dataclass
class Beginnings:
    """The oldest by team (0: none) and by person; and what of an agent's own is other people's too, by person."""

    of_teams: dict[int, First] = field(default_factory=dict)
    of_people: dict[int, First] = field(default_factory=dict)
    shared: Counter[int] = field(default_factory=Counter)


def beginnings(actor: Agent, work: Work) -> Beginnings:
    """Of all that this agent sees. `work` says who has something."""
    found = Beginnings()
    teams = sorted(directory.team_ids_of(actor.pk)) if actor.role.sees == Sees.TEAMS else []
    statement, values = _each(actor, work, teams)
    with prepared() as cursor:  # each arm walks its one index and stops: no value makes its plan a bad one
        cursor.execute(statement, values)
        for kind, key, folio, since in cursor.fetchall():
            _keep(found.of_teams if kind == "team" else found.of_people, key, (folio, since))
    if actor.role.sees != Sees.ALL and work.own:
        _own(actor, teams, found)
    return found


def _each(actor: Agent, work: Work, teams: list[int]) -> tuple[str, list[Any]]:
    """One statement for everybody and every team, apart from what is seen for being one's own."""
    organization, binned = current_organization().pk, list(binned_folios())
    with_work = [team for team in work.of_teams if team != NO_TEAM]  # or one would look through all for none
    of = [organization, binned]
    match actor.role.sees:
        case Sees.ALL:
            asked = [
                ("team", OF_TEAM, with_work, of),
                ("team", OF_NO_TEAM, [NO_TEAM], of),
                ("person", OF_PERSON, list(work.of_people), of),
            ]
        case Sees.OWN:
            asked = [
                ("team", OF_TEAM + OF_NOBODY, with_work, of),
                ("team", OF_NO_TEAM + OF_NOBODY, [NO_TEAM], of),
            ]
        case _:
            asked = [
                ("team", OF_TEAM, teams, of),
                ("team", OF_NO_TEAM + OF_NOBODY, [NO_TEAM], of),
                ("person", OF_PERSON_IN_TEAMS, list(work.of_people), [organization, *of, teams]),
            ]
    arms = [EACH.format(kind=kind, first=first) for kind, first, _ids, _values in asked]
    return " UNION ALL ".join(arms), [value for _, _, ids, values in asked for value in (ids, *values)]


def _own(actor: Agent, teams: list[int], found: Beginnings) -> None:
    """What is seen for being the agent's own, and not because of its team; few, so they are looked at."""
    organization = current_organization().pk
    with prepared() as cursor:  # by the links of who has what, whoever asks
        cursor.execute(OWN, [organization, organization, actor.pk, list(binned_folios()), teams])
        rows = cursor.fetchall()
    for kind, key, n, folio, since in rows:
        if kind == "team":
            _keep(found.of_teams, key, (folio, since))
        else:
            _keep(found.of_people, key, (folio, since))
            if key != actor.pk:
                found.shared[key] += n


def _keep(oldest: dict[int, First], key: int, case: First) -> None:
    oldest[key] = min(oldest.get(key, case), case)
