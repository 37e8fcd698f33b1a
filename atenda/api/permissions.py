"""What an agent may do with tokens."""

from atenda.access.abilities import Ability
from atenda.api.models import ApiToken
from atenda.staff.models import Agent


def may_see_all_tokens(actor: Agent) -> bool:
    """Whoever decides who comes in sees every key."""
    return actor.can(Ability.MANAGE_PEOPLE)


def may_manage_integrations(actor: Agent) -> bool:
    """Whoever decides which people come in decides it of programs too."""
    return actor.can(Ability.MANAGE_PEOPLE)


def may_revoke(actor: Agent, token: ApiToken) -> bool:
    """One's own, and whoever sees all of them."""
    return token.agent_id == actor.pk or may_see_all_tokens(actor)
