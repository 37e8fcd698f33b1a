"""People, teams and roles as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from atenda.access.abilities import Ability, RoleKind, Sees
from atenda.access.models import Role
from atenda.api.shapes import Answer, Id, Ref, Shape
from atenda.api.shapes.customers import Email
from atenda.staff import directory
from atenda.staff.directory import Colleague
from atenda.staff.models import Agent, Team

MOST_TEAMS, MOST_PEOPLE = 200, 2_000
PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=r"\S")]
Position = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]
TeamTitle = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=r"\S")]
RoleName = Literal[*RoleKind.values]  # type: ignore[valid-type]
Teams = Annotated[list[Id], Field(max_length=MOST_TEAMS)]


class Invitation(Shape):
    name: PersonName
    email: Email = Field(description="They sign in with it.")
    role: RoleName
    teams: Teams = Field(default_factory=list)


class PersonFields(Shape):
    """What is not named stays as it is; teams are given whole."""

    name: PersonName | None = None
    position: Position | None = None
    phone: Phone | None = None
    role: RoleName | None = None
    teams: Teams | None = None


class Leaving(Shape):
    """Who takes over their cases. With nobody, cases that only they had become unassigned."""

    heir: Id | None = None


class NewTeam(Shape):
    name: TeamTitle


class TeamFields(Shape):
    """What is not named stays as it is; members are given whole."""

    name: TeamTitle | None = None
    members: Annotated[list[Id], Field(max_length=MOST_PEOPLE)] | None = None


class RoleFields(Shape):
    """What is not named stays as it is; abilities are given whole, and bring those they need."""

    sees: Literal[*Sees.values] | None = None  # type: ignore[valid-type]
    abilities: Annotated[list[Literal[*Ability.values]], Field(max_length=200)] | None = None  # type: ignore[valid-type]


class OwnFields(Shape):
    """What is not named stays as it is."""

    name: PersonName | None = None
    position: Position | None = None
    phone: Phone | None = None


class AgentRow(Answer):
    id: int
    name: str
    is_active: bool = Field(description="Whether cases can be given to them: false for who left, and for programs.")
    is_integration: bool = Field(description="A program with tokens of its own, and no person.")
    teams: list[int]


class AgentsAnswer(Answer):
    items: list[AgentRow]


class AgentWhole(Answer):
    id: int
    name: str
    position: str = Field(description="For signatures, like the phone.")
    phone: str
    email: str
    role: str
    teams: list[Ref]
    is_active: bool
    is_invited: bool = Field(description="They have not come in yet.")


class LinkAnswer(Answer):
    """Said this once, and kept nowhere."""

    address: str


class TeamRow(Answer):
    id: int
    name: str
    is_retired: bool


class TeamsAnswer(Answer):
    items: list[TeamRow]


class TeamWhole(TeamRow):
    members: list[Ref] = Field(description="Those at work.")


class RoleWhole(Answer):
    kind: str
    sees: str = Field(description="Which cases: all, those of their teams, or their own.")
    abilities: list[str]


class AbilityAnswer(Answer):
    key: str
    name: str


class RolesAnswer(Answer):
    items: list[RoleWhole]
    abilities: list[AbilityAnswer] = Field(description="Everything a role can be allowed.")


class TokenAnswer(Answer):
    name: str
    hint: str
    scopes: list[str]


class OrganizationAnswer(Answer):
    name: str
    slug: str
    language: str
    time_zone: str


class Me(Answer):
    """Who the token acts as, where, and what both together may do."""

    id: int
    name: str
    position: str = Field(description="For signatures, like the phone.")
    phone: str
    email: str
    language: str
    time_zone: str
    role: str
    sees: str
    abilities: list[str]
    teams: list[Ref]
    organization: OrganizationAnswer
    token: TokenAnswer


def agent_row(one: Colleague) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "is_active": one.is_active,
        "is_integration": one.is_integration,
        "teams": sorted(one.team_ids),
    }


def agent_whole(agent: Agent) -> dict[str, Any]:
    return {
        "id": agent.pk,
        "name": agent.name,
        "position": agent.position,
        "phone": agent.phone,
        "email": agent.identity.email,
        "role": agent.role.kind,
        "teams": teams_named(agent.memberships.values_list("team_id", flat=True)),
        "is_active": agent.is_active,
        "is_invited": agent.is_invited,
    }


def team_row(team: Any) -> dict[str, Any]:
    return {"id": team.id, "name": team.name, "is_retired": not team.is_active}


def team_whole(team: Team) -> dict[str, Any]:
    members = team.memberships.filter(agent__deactivated_at=None).order_by("agent_id")
    named = [{"id": pk, "name": name} for pk, name in members.values_list("agent_id", "agent__name")]
    return {"id": team.pk, "name": team.name, "is_retired": team.retired_at is not None, "members": named}


def teams_named(ids: Iterable[int]) -> list[dict[str, Any]]:
    known = directory.teams()
    return [{"id": pk, "name": known[pk].name} for pk in sorted(ids) if pk in known]


def role_whole(role: Role) -> dict[str, Any]:
    given = [ability.value for ability in Ability if ability in role.abilities]
    return {"kind": role.kind, "sees": role.sees, "abilities": given}
