"""Integrations and tokens as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from atenda.api.models import ApiToken
from atenda.api.shapes import Answer, Ref, Shape
from atenda.api.shapes.people import PersonName, RoleName, Teams, teams_named
from atenda.staff.models import Agent


class NewIntegration(Shape):
    name: PersonName = Field(description="History says it; no other integration has it.")
    role: RoleName


class IntegrationFields(Shape):
    """What is not named stays as it is; teams are given whole."""

    name: PersonName | None = None
    role: RoleName | None = None
    teams: Teams | None = None


class IntegrationWhole(Answer):
    id: int
    name: str
    role: str
    teams: list[Ref]
    is_active: bool = Field(description="False once it was ended.")


class IntegrationsAnswer(Answer):
    items: list[IntegrationWhole]


class TokenRow(Answer):
    id: int
    name: str
    agent: Ref = Field(description="Who it acts as.")
    hint: str = Field(description="Its beginning and its end, by which a person knows it again.")
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None = Field(description="Noted every few minutes.")


class TokensAnswer(Answer):
    items: list[TokenRow]


def integration_whole(agent: Agent) -> dict[str, Any]:
    return {
        "id": agent.pk,
        "name": agent.name,
        "role": agent.role.kind,
        "teams": teams_named(agent.memberships.values_list("team_id", flat=True)),
        "is_active": agent.is_active,
    }


def token_row(token: ApiToken, agent_name: str) -> dict[str, Any]:
    return {
        "id": token.pk,
        "name": token.name,
        "agent": {"id": token.agent_id, "name": agent_name},
        "hint": token.hint,
        "scopes": list(token.scopes),
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "used_at": token.used_at,
    }
