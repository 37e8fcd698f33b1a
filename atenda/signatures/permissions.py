"""What an agent may do with signatures."""

from __future__ import annotations

from atenda.access.abilities import Ability
from atenda.staff.models import Agent


def may_sign(actor: Agent) -> bool:
    """Whoever writes to customers has a signature of their own."""
    return actor.can(Ability.WRITE_TO_CUSTOMERS)


def may_manage_signatures(actor: Agent) -> bool:
    """Whoever decides how the organization writes."""
    return actor.can(Ability.MANAGE_NOTICES)
