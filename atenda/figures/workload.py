"""Who has how much to do, by team and by person: in the order of their names, without places or medals (N18)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from atenda.access.abilities import Sees
from atenda.cases.catalogue import binned_folios
from atenda.cases.counts import shares
from atenda.organizations.entering import current_organization
from atenda.organizations.links import link
from atenda.staff import directory
from atenda.staff.models import Agent
from atenda.worklists.conditions import where
from atenda.worklists.filters import Choice, Filters
from atenda.worklists.question import Question, View

NONE = 0  # of no team


@dataclass(frozen=True)
class Share:
    """What one has to do, each number with the address of its cases; `oldest` is a folio, `since` its creation."""

    name: str
    pending: int
    late: int
    href: str
    late_href: str
    oldest: int | None
    since: datetime | None


@dataclass(frozen=True)
class Load:
    """How many pending, and the first folio of them, by key."""

    pending: Mapping[int, int]
    oldest: Mapping[int, tuple[int, datetime]]


OLDEST_OF_PEOPLE = """
    SELECT one.id, l.folio, l.created_at FROM unnest(%s::bigint[]) one (id) CROSS JOIN LATERAL (
        SELECT folio, created_at FROM cases_caseassignee l
        WHERE l.organization_id = %s AND l.agent_id = one.id AND l.pending AND l.folio <> ALL(%s)
        ORDER BY l.folio LIMIT 1) l
    """
OLDEST_OF_TEAMS = """
    SELECT one.id, c.folio, c.created_at FROM unnest(%s::bigint[]) one (id) CROSS JOIN LATERAL (
        SELECT folio, created_at FROM cases_case c
        WHERE c.organization_id = %s AND c.team_id = one.id AND c.closed_at IS NULL AND c.folio <> ALL(%s)
        ORDER BY c.folio LIMIT 1) c
    """
OLDEST_OF_NONE = """
    SELECT 0, folio, created_at FROM cases_case c
    WHERE c.organization_id = %s AND c.team_id IS NULL AND c.closed_at IS NULL AND c.folio <> ALL(%s)
    ORDER BY c.folio LIMIT 1
    """
COUNTED = """
    SELECT holder, count(*), min(c.folio), min(c.created_at)
    FROM cases_case c CROSS JOIN LATERAL {holders} held (holder)
    WHERE {where} GROUP BY holder
    """
PEOPLE, TEAMS = "unnest(c.assignee_ids)", "(SELECT coalesce(c.team_id, 0))"


def of_people(actor: Agent, *, now: datetime) -> list[Share]:
    """Everybody who is here, and whoever left something undone; of what this agent sees."""
    people = directory.agents()
    load, late = _of_people(actor, list(people)), _late(actor, PEOPLE, now)
    return [
        _share(one.name, "assignee", one.id, load, late)
        for one in people.values()
        if load.pending.get(one.id) or (one.is_active and actor.role.sees == Sees.ALL)
    ]


def of_teams(actor: Agent, *, now: datetime) -> list[Share]:
    """Every team that is at work or has something to do, and what is of none."""
    teams = directory.teams()
    load, late = _of_teams(actor, list(teams)), _late(actor, TEAMS, now)
    found = [
        _share(team.name, "team", team.id, load, late)
        for team in teams.values()
        if load.pending.get(team.id) or (team.is_active and actor.role.sees == Sees.ALL)
    ]
    if found and load.pending.get(NONE):
        found.append(_share(_("No team"), "team", None, load, late))
    return found


def _share(name: str, field: str, pk: int | None, load: Load, late: Mapping[int, int]) -> Share:
    key, only = pk or NONE, {field: Choice((pk,))}
    folio, since = load.oldest.get(key, (None, None))
    cases = link("worklists:cases")
    return Share(
        name=name,
        pending=load.pending.get(key, 0),
        late=late.get(key, 0),
        href=cases + Question(View.PENDING, filters=Filters(choices=only)).query(),
        late_href=cases + Question(View.PENDING, filters=Filters(choices=only, is_overdue=True)).query(),
        oldest=folio,
        since=since,
    )


def _of_people(actor: Agent, ids: list[int]) -> Load:
    """From the counters where all is seen; counted where less is."""
    if actor.role.sees != Sees.ALL:
        return _counted(actor, PEOPLE)
    rows = _rows(OLDEST_OF_PEOPLE, ids, current_organization().pk, list(binned_folios()))
    return Load(_sums(shares().of_people), _by_key(rows))


def _of_teams(actor: Agent, ids: list[int]) -> Load:
    if actor.role.sees != Sees.ALL:
        return _counted(actor, TEAMS)
    binned, organization = list(binned_folios()), current_organization().pk
    rows = _rows(OLDEST_OF_TEAMS, ids, organization, binned) + _rows(OLDEST_OF_NONE, organization, binned)
    return Load(_sums(shares().of_teams), _by_key(rows))


def _counted(actor: Agent, holders: str) -> Load:
    seen = where(actor, Question(View.PENDING))
    rows = _rows(COUNTED.format(holders=holders, where=seen.indexed), *seen.indexed_values)
    return Load({key: n for key, n, *_ in rows}, {key: (folio, since) for key, _, folio, since in rows})


def _late(actor: Agent, holders: str, now: datetime) -> Mapping[int, int]:
    """Past their deadline, by holder."""
    seen = where(actor, Question(View.PENDING, filters=Filters(is_overdue=True)), now=now)
    rows = _rows(COUNTED.format(holders=holders, where=seen.plain), *seen.values)  # few: by the index of deadlines
    return {key: n for key, n, *_ in rows}


def _sums(found: Mapping[int, Counter[int]]) -> dict[int, int]:
    return {key: sum(states.values()) for key, states in found.items()}


def _by_key(rows: Iterable[Any]) -> dict[int, tuple[int, datetime]]:
    return {key: (folio, since) for key, folio, since in rows}


def _rows(statement: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
