"""Teams, and what each role may do."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access import roles
from atenda.access.abilities import Ability, RoleKind, Sees, require
from atenda.access.models import Role
from atenda.api import paging, wholes
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.requests import ApiRequest
from atenda.api.shapes import LARGEST_ID
from atenda.api.shapes.people import (
    NewTeam,
    RoleFields,
    RolesAnswer,
    RoleWhole,
    TeamFields,
    TeamsAnswer,
    TeamWhole,
    role_whole,
    team_row,
    team_whole,
)
from atenda.history.deeds import one_deed
from atenda.staff import directory, teams
from atenda.staff.models import Agent, Team
from atenda.staff.permissions import may_manage_roles, may_manage_teams, may_see_roles

router = Router()


@router.get("teams/", response=TeamsAnswer, summary=gettext_noop("Teams"))
@needs(Scope.PEOPLE_READ)
def list_teams(request: ApiRequest) -> HttpResponse:
    """By name, retired ones too."""
    paging.known_parameters(request)
    return wholes.read(request, {"items": [team_row(team) for team in directory.teams().values()]})


@router.post("teams/", response={201: TeamWhole}, summary=gettext_noop("Create a team"))
@needs(Scope.PEOPLE_WRITE)
def create_team(request: ApiRequest, given: NewTeam) -> HttpResponse:
    """Without members."""
    require(may_manage_teams(request.actor))
    team = teams.create(given.name, by=request.actor)
    return wholes.shown(team_whole(team), status=201, location=f"teams/{team.pk}/")


@router.get("teams/{int:pk}/", response=TeamWhole, summary=gettext_noop("One team"))
@needs(Scope.PEOPLE_READ)
def get_team(request: ApiRequest, pk: int) -> HttpResponse:
    """With its members."""
    return wholes.read(request, team_whole(_team(pk)))


@router.patch("teams/{int:pk}/", response=TeamWhole, summary=gettext_noop("Change a team"))
@needs(Scope.PEOPLE_WRITE)
def change_team(request: ApiRequest, pk: int, given: TeamFields) -> HttpResponse:
    """Its name, and who belongs to it."""
    team = _team(pk)
    require(may_manage_teams(request.actor))
    with one_deed():
        team.lock()
        now = team_whole(team)
        wholes.still(request, now)
        at_work = {one.id for one in directory.agents().values() if one.is_active}
        wholes.each_there(given.members or [], at_work, "members")
        ids = [one["id"] for one in now["members"]] if given.members is None else given.members
        members = list(Agent.objects.filter(pk__in=ids).order_by("pk"))
        teams.change(team, name=given.name or team.name, members=members, by=request.actor)
    return wholes.shown(team_whole(team))


@router.post("teams/{int:pk}/retirement/", response=TeamWhole, summary=gettext_noop("Retire a team"))
@needs(Scope.PEOPLE_WRITE)
def retire_team(request: ApiRequest, pk: int) -> HttpResponse:
    """It can no longer be chosen; its cases and its name stay."""
    team = _team(pk)
    require(may_manage_teams(request.actor))
    teams.retire(team, by=request.actor, now=request.now)
    return wholes.shown(team_whole(team))


@router.post("teams/{int:pk}/restoration/", response=TeamWhole, summary=gettext_noop("Bring a team back"))
@needs(Scope.PEOPLE_WRITE)
def restore_team(request: ApiRequest, pk: int) -> HttpResponse:
    """It can be chosen again."""
    team = _team(pk)
    require(may_manage_teams(request.actor))
    teams.restore(team, by=request.actor)
    return wholes.shown(team_whole(team))


@router.get("roles/", response=RolesAnswer, summary=gettext_noop("What each role may do and see"))
@needs(Scope.PEOPLE_READ)
def list_roles(request: ApiRequest) -> HttpResponse:
    """And everything a role can be allowed."""
    require(may_see_roles(request.actor))
    order = list(RoleKind)
    found: list[Any] = sorted(Role.objects.all(), key=lambda role: order.index(RoleKind(role.kind)))
    abilities = [{"key": ability.value, "name": str(ability.label)} for ability in Ability]
    return wholes.read(request, {"items": [role_whole(role) for role in found], "abilities": abilities})


@router.patch("roles/{slug:role}/", response=RoleWhole, summary=gettext_noop("Change what a role may do and see"))
@needs(Scope.PEOPLE_WRITE)
def change_role(request: ApiRequest, role: str, given: RoleFields) -> HttpResponse:
    """Nobody hands on what their own role has not; administrators keep everything."""
    found = Role.objects.filter(kind=role).first()
    if found is None:
        raise Http404
    require(may_manage_roles(request.actor))
    with one_deed():
        found.lock()
        wholes.still(request, role_whole(found))
        roles.change(
            found,
            sees=Sees(given.sees or found.sees),
            abilities=[Ability(name) for name in (found.abilities if given.abilities is None else given.abilities)],
            by=request.actor,
        )
    return wholes.shown(role_whole(found))


def _team(pk: int) -> Team:
    team: Team | None = Team.objects.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if team is None:
        raise Http404
    return team
