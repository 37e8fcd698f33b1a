"""Who may say which programs are told."""

from atenda.access.abilities import Ability
from atenda.staff.models import Agent


def may_manage_webhooks(actor: Agent) -> bool:
    return actor.can(Ability.MANAGE_WEBHOOKS)
