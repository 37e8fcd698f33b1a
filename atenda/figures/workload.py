"""Who has how much to do, by team and by person: in the order of their names, without places or medals (N18)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.db import connection
from django.utils.translation import gettext as _

from atenda.access.abilities import Sees
from atenda.cases.counts import NO_TEAM, Work
from atenda.figures.oldest import Beginnings, First, beginnings
from atenda.organizations.links import link
from atenda.staff import directory
from atenda.staff.models import Agent
from atenda.worklists.conditions import where
from atenda.worklists.filters import Choice, Filters
from atenda.worklists.question import Question, View


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


@dataclass
class Late:
    """How many are past their deadline: all together, of each team and of each person."""

    number: int = 0
    of_teams: Counter[int] = field(default_factory=Counter)
    of_people: Counter[int] = field(default_factory=Counter)


LATE = """
    SELECT coalesce(c.team_id, 0), c.assignee_ids, count(*) FROM cases_case c WHERE {where} GROUP BY 1, 2
    """


def late_in_sight(actor: Agent, *, now: datetime) -> Late:
    """Of what this agent sees; counted, for they are few: by the index of deadlines."""
    seen, found = where(actor, Question(View.PENDING, filters=Filters(is_overdue=True)), now=now), Late()
    with connection.cursor() as cursor:
        cursor.execute(LATE.format(where=seen.plain), seen.values)
        for team, people, n in cursor.fetchall():
            found.number += n
            found.of_teams[team] += n
            for person in people:
                found.of_people[person] += n
    return found


def workload(actor: Agent, work: Work, late: Late) -> tuple[list[Share], list[Share]]:
    """By team, and by person, of what this agent sees."""
    oldest = beginnings(actor, work)
    return _of_teams(actor, work, late, oldest), _of_people(actor, work, late, oldest)


def _of_people(actor: Agent, work: Work, late: Late, oldest: Beginnings) -> list[Share]:
    """Everybody who is here, and whoever left something undone."""
    pending = work.of_people + oldest.shared
    return [
        _share(one.name, "assignee", one.id, pending[one.id], late.of_people[one.id], oldest.of_people)
        for one in directory.agents().values()
        if pending[one.id] or (one.is_active and actor.role.sees == Sees.ALL)
    ]


def _of_teams(actor: Agent, work: Work, late: Late, oldest: Beginnings) -> list[Share]:
    """Every team that is at work or has something to do, and what is of none."""
    pending = work.of_teams
    found = [
        _share(team.name, "team", team.id, pending[team.id], late.of_teams[team.id], oldest.of_teams)
        for team in directory.teams().values()
        if pending[team.id] or (team.is_active and actor.role.sees == Sees.ALL)
    ]
    if found and pending[NO_TEAM]:
        found.append(_share(_("No team"), "team", None, pending[NO_TEAM], late.of_teams[NO_TEAM], oldest.of_teams))
    return found


def _share(name: str, field: str, pk: int | None, pending: int, late: int, oldest: Mapping[int, First]) -> Share:
    folio, since = oldest.get(pk or NO_TEAM, (None, None)) if pending else (None, None)
    cases = link("worklists:cases")
    return Share(name, pending, late, cases + _asked(field, pk), cases + _asked(field, pk, True), folio, since)


@lru_cache(maxsize=10_000)
def _asked(field: str, pk: int | None, is_overdue: bool = False) -> str:
    """The address of their pending cases, or of those of them that are late: the same whoever looks."""
    only = {field: Choice((pk,))}
    return Question(View.PENDING, filters=Filters(choices=only, is_overdue=is_overdue)).query()
