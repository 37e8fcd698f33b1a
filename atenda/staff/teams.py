"""Teams: create, rename, retire, say who belongs to them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from atenda.access.abilities import Sees
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.revisions import touch
from atenda.staff import events
from atenda.staff.models import Agent, Team, TeamMembership
from atenda.staff.refusals import MoreThanYourOwn, TeamNameTaken


@deed
def create(name: str, *, by: Agent) -> Team:
    """A new team without members."""
    _check_free(name)
    team = Team(name=name)
    team.save(force_insert=True)
    record(team, events.TEAM_CREATED, by=by, after=name)
    touch()
    return team


@deed
def change(team: Team, *, name: str, members: Collection[Agent], by: Agent) -> None:
    """Set name and members. What is as it was changes nothing."""
    team.lock()
    _rename(team, name, by=by)
    _set_members(team, members, by=by)


@deed
def retire(team: Team, *, by: Agent, now: datetime) -> None:
    """The team can no longer be chosen. Its cases and its name stay."""
    team.lock()
    if team.retired_at is not None:
        return
    team.retired_at = now
    team.save(update_fields=["retired_at"])
    record(team, events.TEAM_RETIRED, by=by)
    touch()


@deed
def restore(team: Team, *, by: Agent) -> None:
    """A retired team can be chosen again."""
    team.lock()
    if team.retired_at is None:
        return
    team.retired_at = None
    team.save(update_fields=["retired_at"])
    record(team, events.TEAM_RESTORED, by=by)
    touch()


@deed
def set_teams(agent: Agent, teams: Collection[Team], *, by: Agent) -> None:
    """The teams of one agent are these; a retired one they belong to stays until it is brought back or left."""
    memberships = TeamMembership.objects.filter(agent=agent)
    before = {each.team_id: each.team.name for each in memberships.select_related("team")}
    after = {team.pk: team.name for team in teams}
    if before.keys() == after.keys():
        return
    if agent.pk == by.pk and after.keys() - before.keys():
        _refuse_seeing_more(by)
    memberships.exclude(team_id__in=after).delete()
    TeamMembership.objects.bulk_create(
        TeamMembership(agent=agent, team=team) for team in teams if team.pk not in before
    )
    record(agent, events.TEAMS_CHANGED, by=by, before=sorted(before.values()), after=sorted(after.values()))
    touch()


def _rename(team: Team, name: str, *, by: Agent) -> None:
    if team.name == name:
        return
    _check_free(name, but=team)
    before, team.name = team.name, name
    team.save(update_fields=["name"])
    record(team, events.TEAM_RENAMED, by=by, before=before, after=name)
    touch()


def _set_members(team: Team, members: Collection[Agent], *, by: Agent) -> None:
    """Those who were deactivated keep their membership, in case they come back."""
    memberships = TeamMembership.objects.filter(team=team, agent__deactivated_at__isnull=True)
    before = {each.agent_id: each.agent.name for each in memberships.select_related("agent")}
    after = {agent.pk: agent.name for agent in members}
    if before.keys() == after.keys():
        return
    if by.pk in after.keys() - before.keys():
        _refuse_seeing_more(by)
    TeamMembership.objects.filter(team=team, agent_id__in=before.keys() - after.keys()).delete()
    new = [TeamMembership(team=team, agent=agent) for agent in members if agent.pk not in before]
    TeamMembership.objects.bulk_create(new, ignore_conflicts=True)
    record(team, events.TEAM_MEMBERS_CHANGED, by=by, before=sorted(before.values()), after=sorted(after.values()))
    touch()


def _refuse_seeing_more(by: Agent) -> None:
    """Who sees the cases of their teams does not choose the teams: somebody who sees all does."""
    if by.role.sees == Sees.TEAMS:
        raise MoreThanYourOwn


def _check_free(name: str, but: Team | None = None) -> None:
    others = Team.objects.filter(name__iexact=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise TeamNameTaken
