"""Programs that work here, and the tokens there are. Making a token is for people alone, on the pages."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.access.models import Role
from atenda.api import paging, tokens, wholes
from atenda.api.answers import said
from atenda.api.models import ApiToken, Scope
from atenda.api.operations import needs
from atenda.api.permissions import may_manage_integrations, may_revoke, may_see_all_tokens
from atenda.api.requests import ApiRequest
from atenda.api.shapes import LARGEST_ID
from atenda.api.shapes.integrations import (
    IntegrationFields,
    IntegrationsAnswer,
    IntegrationWhole,
    NewIntegration,
    TokensAnswer,
    integration_whole,
    token_row,
)
from atenda.history.deeds import one_deed
from atenda.staff import directory, integrations
from atenda.staff.models import Agent, Team

router = Router()


@router.get("integrations/", response=IntegrationsAnswer, summary=gettext_noop("Integrations"))
@needs(Scope.PEOPLE_READ)
def list_integrations(request: ApiRequest) -> HttpResponse:
    """Those at work first, by name."""
    require(may_manage_integrations(request.actor))
    paging.known_parameters(request)
    return wholes.read(request, {"items": [integration_whole(one) for one in integrations.integrations()]})


@router.post("integrations/", response={201: IntegrationWhole}, summary=gettext_noop("Add an integration"))
@needs(Scope.PEOPLE_WRITE)
def add_integration(request: ApiRequest, given: NewIntegration) -> HttpResponse:
    """It can do nothing until a person makes a token for it."""
    require(may_manage_integrations(request.actor))
    added = integrations.add(given.name, role=_role(given.role), by=request.actor, now=request.now)
    return wholes.shown(integration_whole(added), status=201, location=f"integrations/{added.pk}/")


@router.get("integrations/{int:pk}/", response=IntegrationWhole, summary=gettext_noop("One integration"))
@needs(Scope.PEOPLE_READ)
def get_integration(request: ApiRequest, pk: int) -> HttpResponse:
    """Its name, its role and its teams."""
    return wholes.read(request, integration_whole(_integration(request, pk)))


@router.patch("integrations/{int:pk}/", response=IntegrationWhole, summary=gettext_noop("Change an integration"))
@needs(Scope.PEOPLE_WRITE)
def change_integration(request: ApiRequest, pk: int, given: IntegrationFields) -> HttpResponse:
    """Name, role and teams, for all of its tokens at once."""
    agent = _integration(request, pk)
    with one_deed():
        agent.lock()
        wholes.still(request, integration_whole(agent))
        own = list(agent.memberships.values_list("team_id", flat=True))
        active = (team.id for team in directory.teams().values() if team.is_active)
        wholes.each_there(given.teams or [], {*active, *own}, "teams")
        wanted = own if given.teams is None else given.teams
        integrations.change(
            agent,
            name=given.name or agent.name,
            role=_role(given.role) if given.role else agent.role,
            teams=list(Team.objects.filter(pk__in=wanted).order_by("pk")),
            by=request.actor,
        )
    return wholes.shown(integration_whole(agent))


@router.post("integrations/{int:pk}/ending/", response=IntegrationWhole, summary=gettext_noop("End an integration"))
@needs(Scope.PEOPLE_WRITE)
def end_integration(request: ApiRequest, pk: int) -> HttpResponse:
    """Its tokens are revoked for good; its name stays in history. Said again, it changes nothing."""
    agent = _integration(request, pk)
    integrations.end(agent, by=request.actor, now=request.now)
    return wholes.shown(integration_whole(agent))


@router.post(
    "integrations/{int:pk}/resumption/", response=IntegrationWhole, summary=gettext_noop("Take up an integration again")
)
@needs(Scope.PEOPLE_WRITE)
def resume_integration(request: ApiRequest, pk: int) -> HttpResponse:
    """It needs a new token. Said again, it changes nothing."""
    agent = _integration(request, pk)
    integrations.resume(agent, by=request.actor, now=request.now)
    return wholes.shown(integration_whole(agent))


@router.get("tokens/", response=TokensAnswer, summary=gettext_noop("The tokens there are"))
@needs(Scope.PEOPLE_READ)
def list_tokens(request: ApiRequest) -> HttpResponse:
    """One’s own; who looks after people sees those of everybody, up to five hundred, the newest first."""
    paging.known_parameters(request)
    people = directory.agents()
    found = tokens.all_tokens() if may_see_all_tokens(request.actor) else tokens.tokens_of(request.actor)
    return said({"items": [token_row(token, people[token.agent_id].name) for token in found]})


@router.post("tokens/{int:pk}/revocation/", response={204: None}, summary=gettext_noop("Revoke a token"))
@needs(Scope.PEOPLE_WRITE)
def revoke_token(request: ApiRequest, pk: int) -> HttpResponse:
    """For good, even the one that asks for it."""
    token: ApiToken | None = None
    if pk <= LARGEST_ID:
        token = ApiToken.objects.filter(pk=pk, revoked_at=None).select_related("agent").first()
    if token is None or not may_revoke(request.actor, token):
        raise Http404
    tokens.revoke(token, by=request.actor, now=request.now)
    return HttpResponse(status=204)


def _integration(request: ApiRequest, pk: int) -> Agent:
    """As of people: which there are everybody may know, the rest is for whoever looks after them."""
    agent: Agent | None = None
    if pk <= LARGEST_ID:
        agent = Agent.objects.filter(is_integration=True).select_related("role", "identity").filter(pk=pk).first()
    if agent is None:
        raise Http404
    require(may_manage_integrations(request.actor))
    require(request.method in ("GET", "HEAD") or request.actor.role.covers(agent.role))
    return agent


def _role(kind: str) -> Role:
    role: Role = Role.objects.get(kind=kind)
    return role
