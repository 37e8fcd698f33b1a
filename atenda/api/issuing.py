"""An operator makes a token for somebody, from the command line."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.utils import timezone

from atenda.api.models import Scope
from atenda.api.refusals import UnknownScope
from atenda.api.tokens import make
from atenda.organizations.entering import inside
from atenda.staff.models import Agent
from atenda.staff.resetting import UnknownSignIn, WhichOrganization


def issue(email: str, *, into: str | None, name: str, scopes: Collection[str], days: int | None) -> str:
    """A token that acts as the agent with this e-mail: its text. Of all scopes unless some are named.

    Raises UnknownSignIn, WhichOrganization, UnknownScope.
    """
    if unknown := set(scopes) - set(Scope.values):
        raise UnknownScope(sorted(unknown))
    at_work = Agent.everywhere.filter(
        identity__email=email.strip().lower(), deactivated_at=None, is_invited=False
    ).select_related("organization")
    agents = {agent.organization.slug: agent for agent in at_work.order_by("pk")}
    if not agents or (into and into not in agents):
        raise UnknownSignIn
    if len(agents) > 1 and into is None:
        raise WhichOrganization(sorted(agents))
    agent, now = agents[into] if into else next(iter(agents.values())), timezone.now()
    with inside(agent.organization):
        expires_at = now + timedelta(days=days) if days else None
        chosen = scopes or Scope.values
        return make(agent, name=name, scopes=chosen, expires_at=expires_at, by=None, now=now)[1]
