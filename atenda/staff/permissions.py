"""What an agent may do with the people who work here."""

from atenda.access.abilities import Ability
from atenda.access.models import Role
from atenda.staff.models import Agent


def may_manage_people(actor: Agent) -> bool:
    return actor.can(Ability.MANAGE_PEOPLE)


def may_manage_teams(actor: Agent) -> bool:
    return actor.can(Ability.MANAGE_TEAMS)


def may_manage_roles(actor: Agent) -> bool:
    return actor.can(Ability.MANAGE_ROLES)


def may_see_as(actor: Agent, role: Role) -> bool:
    """Look at Atenda as somebody of this role: never at more than one sees oneself."""
    return may_manage_roles(actor) and not role.is_administrator and actor.role.covers(role)


def may_see_roles(actor: Agent) -> bool:
    """Whoever gives people roles may read what they mean."""
    return actor.can(Ability.MANAGE_ROLES) or actor.can(Ability.MANAGE_PEOPLE)


def may_manage_anything(actor: Agent) -> bool:
    """Whether the settings have a section for this person."""
    return any(
        actor.can(ability) for ability in Ability if ability.value.endswith(".manage") or ability == Ability.SEE_AUDIT
    )
