"""Who sets when customers are asked. What they answered is seen by whoever sees the case."""

from atenda.access.abilities import Ability
from atenda.staff.models import Agent


def may_set_satisfaction(actor: Agent) -> bool:
    return actor.can(Ability.MANAGE_NOTICES)
