"""What an agent may do with the messages of a case they see."""

from __future__ import annotations

from atenda.access.abilities import Ability
from atenda.staff.models import Agent


def may_write_to_customers(actor: Agent) -> bool:
    return actor.can(Ability.WRITE_TO_CUSTOMERS)
