"""Who works here, kept in memory: lists name people and teams without a join."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from atenda.organizations.folding import sort_key
from atenda.organizations.revisions import kept_until_touched
from atenda.staff.models import Agent, Team, TeamMembership


@dataclass(frozen=True, slots=True)
class Colleague:
    id: int
    name: str
    initials: str
    is_active: bool  # a person at work: who may be chosen
    team_ids: frozenset[int]
    is_integration: bool = False

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class TeamName:
    id: int
    name: str
    is_active: bool

    def __str__(self) -> str:
        return self.name


@kept_until_touched
def agents() -> Mapping[int, Colleague]:
    """Everybody who works or worked here, by name."""
    teams_of: dict[int, set[int]] = defaultdict(set)
    for agent_id, team_id in TeamMembership.objects.values_list("agent_id", "team_id"):
        teams_of[agent_id].add(team_id)
    rows = Agent.objects.values_list("id", "name", "deactivated_at", "is_integration")
    colleagues = (
        Colleague(id, name, initials(name), not (left or is_program), frozenset(teams_of[id]), is_program)
        for id, name, left, is_program in rows
    )
    return MappingProxyType({one.id: one for one in sorted(colleagues, key=lambda one: sort_key(one.name))})


@kept_until_touched
def teams() -> Mapping[int, TeamName]:
    """Every team, by name, retired ones too."""
    rows = Team.objects.values_list("id", "name", "retired_at")
    names = (TeamName(id, name, retired_at is None) for id, name, retired_at in rows)
    return MappingProxyType({one.id: one for one in sorted(names, key=lambda one: sort_key(one.name))})


def team_ids_of(agent_id: int) -> frozenset[int]:
    """The teams an agent belongs to; none for an agent nobody knows."""
    colleague = agents().get(agent_id)
    return colleague.team_ids if colleague else frozenset()


def initials(name: str) -> str:
    """Two letters for an avatar.

    >>> initials("María Pérez Soto"), initials("Xoán"), initials("")
    ('MP', 'X', '·')
    """
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0] for word in words[:2]).upper() or "·"
