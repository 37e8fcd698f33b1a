"""What an agent may do with mailboxes."""

from atenda.access.abilities import Ability
from atenda.staff.models import Agent


def may_manage_mailboxes(actor: Agent) -> bool:
    """Whoever decides how the organization writes decides where it is written to."""
    return actor.can(Ability.MANAGE_NOTICES)
