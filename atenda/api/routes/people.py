"""Who works here: everybody reads names and teams, the rest is for whoever looks after people."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access import links
from atenda.access.abilities import require
from atenda.access.models import Role
from atenda.api import paging, wholes
from atenda.api.answers import said
from atenda.api.explaining import not_there
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.problems import Problem
from atenda.api.requests import ApiRequest
from atenda.api.shapes import LARGEST_ID
from atenda.api.shapes.people import (
    AgentsAnswer,
    AgentWhole,
    Invitation,
    Leaving,
    LinkAnswer,
    Me,
    OwnFields,
    PersonFields,
    agent_row,
    agent_whole,
    teams_named,
)
from atenda.history.deeds import one_deed
from atenda.staff import directory, membership
from atenda.staff.models import Agent, Team
from atenda.staff.permissions import may_manage_people

router = Router()


@router.get("me/", response=Me, summary=gettext_noop("Who the token is"))
@needs(Scope.PEOPLE_READ)
def get_me(request: ApiRequest) -> HttpResponse:
    """The person it acts as, their organization, and what both together may do."""
    return wholes.read(request, _me(request))


@router.patch("me/", response=Me, summary=gettext_noop("Change what one is called"))
@needs(Scope.PEOPLE_WRITE)
def rename_me(request: ApiRequest, given: OwnFields) -> HttpResponse:
    """What colleagues and customers see. Passwords and second factors are never changed by a token."""
    with one_deed():
        request.actor.lock()
        wholes.still(request, _me(request))
        membership.rename(request.actor, given.name or request.actor.name, by=request.actor)
        membership.present(request.actor, position=given.position, phone=given.phone, by=request.actor)
    return wholes.shown(_me(request))


@router.get("agents/", response=AgentsAnswer, summary=gettext_noop("Everybody who works or worked here"))
@needs(Scope.PEOPLE_READ)
def list_agents(request: ApiRequest) -> HttpResponse:
    """By name, with their teams: what every page that chooses somebody shows."""
    paging.known_parameters(request)
    return wholes.read(request, {"items": [agent_row(one) for one in directory.agents().values()]})


@router.post("agents/", response={201: AgentWhole}, summary=gettext_noop("Invite somebody"))
@needs(Scope.PEOPLE_WRITE)
def invite_agent(request: ApiRequest, given: Invitation) -> HttpResponse:
    """Ask then for the link with which they come in: it is no part of the answer, which is kept for a repeated
    request."""
    require(may_manage_people(request.actor))
    wholes.each_there(given.teams, _offered(), "teams")
    agent, _token = membership.invite(
        name=given.name,
        email=given.email,
        role=_role(given.role),
        teams=_teams(given.teams),
        language=request.organization.language,
        by=request.actor,
        now=request.now,
    )
    return wholes.shown(agent_whole(agent), status=201, location=f"agents/{agent.pk}/")


@router.get("agents/{int:pk}/", response=AgentWhole, summary=gettext_noop("One person"))
@needs(Scope.PEOPLE_READ)
def get_agent(request: ApiRequest, pk: int) -> HttpResponse:
    """With e-mail and role: for whoever looks after people."""
    return wholes.read(request, agent_whole(_agent(request, pk)))


@router.patch("agents/{int:pk}/", response=AgentWhole, summary=gettext_noop("Change a person"))
@needs(Scope.PEOPLE_WRITE)
def change_agent(request: ApiRequest, pk: int, given: PersonFields) -> HttpResponse:
    """Name, position, phone, role and teams. A new role ends their sessions."""
    agent = _agent(request, pk)
    with one_deed():
        agent.lock()
        wholes.still(request, agent_whole(agent))
        own = list(agent.memberships.values_list("team_id", flat=True))
        wholes.each_there(given.teams or [], {*_offered(), *own}, "teams")
        membership.change(
            agent,
            name=given.name or agent.name,
            position=given.position,
            phone=given.phone,
            role=_role(given.role) if given.role else agent.role,
            teams=_teams(own if given.teams is None else given.teams),
            by=request.actor,
        )
    return wholes.shown(agent_whole(agent))


@router.put("agents/{int:pk}/invitation/", response=LinkAnswer, summary=gettext_noop("A new link for who was invited"))
@needs(Scope.PEOPLE_WRITE)
def renew_invitation(request: ApiRequest, pk: int) -> HttpResponse:
    """Said this once; earlier ones end. For who has come in already there is none: a token makes no way to anybody's
    password."""
    agent = _agent(request, pk)
    with one_deed():
        agent.lock()
        if not agent.is_invited:
            raise Problem("conflict", _("This person has come in already: a new password is asked for on the pages."))
        token = membership.make_link(agent, by=request.actor, now=request.now)
    return said({"address": links.address_of(token)})


@router.post("agents/{int:pk}/deactivation/", response=AgentWhole, summary=gettext_noop("Deactivate a person"))
@needs(Scope.PEOPLE_WRITE)
def deactivate_agent(request: ApiRequest, pk: int, given: Leaving) -> HttpResponse:
    """They can no longer come in; their name stays. Said again, it changes nothing."""
    agent = _agent(request, pk)
    heir = None
    if given.heir is not None:
        heir = Agent.objects.filter(pk=given.heir, deactivated_at=None, is_integration=False).exclude(pk=pk).first()
        if heir is None:
            raise wholes.wrong(not_there("/heir"))
    membership.deactivate(agent, heir=heir, by=request.actor, now=request.now)
    return wholes.shown(agent_whole(agent))


@router.post("agents/{int:pk}/reactivation/", response=AgentWhole, summary=gettext_noop("Let a person in again"))
@needs(Scope.PEOPLE_WRITE)
def reactivate_agent(request: ApiRequest, pk: int) -> HttpResponse:
    """With the role and teams they had, without the cases."""
    agent = _agent(request, pk)
    membership.reactivate(agent, by=request.actor)
    return wholes.shown(agent_whole(agent))


def _agent(request: ApiRequest, pk: int) -> Agent:
    """Whoever is not there is 404 for everybody, so that names of the organization alone are told apart."""
    agent: Agent | None = None
    if pk <= LARGEST_ID:
        agent = Agent.objects.select_related("role", "identity").filter(pk=pk, is_integration=False).first()
    if agent is None:
        raise Http404
    require(may_manage_people(request.actor))
    return agent


def _offered() -> set[int]:
    return {team.id for team in directory.teams().values() if team.is_active}


def _teams(ids: list[int]) -> list[Team]:
    return list(Team.objects.filter(pk__in=ids).order_by("pk"))


def _role(kind: str) -> Role:
    role: Role = Role.objects.get(kind=kind)
    return role


def _me(request: ApiRequest) -> dict[str, Any]:
    agent, token, organization = request.actor, request.token, request.organization
    return {
        "id": agent.pk,
        "name": agent.name,
        "position": agent.position,
        "phone": agent.phone,
        "email": agent.identity.email,
        "language": agent.identity.language,
        "time_zone": str(agent.identity.time_zone or organization.time_zone),
        "role": agent.role.kind,
        "sees": agent.role.sees,
        "abilities": list(agent.role.abilities),
        "teams": teams_named(directory.team_ids_of(agent.pk)),
        "organization": {
            "name": organization.name,
            "slug": organization.slug,
            "language": organization.language,
            "time_zone": str(organization.time_zone),
        },
        "token": {"name": token.name, "hint": token.hint, "scopes": list(token.scopes)},
    }
