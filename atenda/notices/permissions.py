"""Who may look after notices. One's own bell and preferences are everybody's own."""

from atenda.access.abilities import Ability
from atenda.staff.models import Agent


def may_manage_notices(actor: Agent) -> bool:
    """Mail server, words, who is told what — and the outbox, where every mail can be read."""
    return actor.can(Ability.MANAGE_NOTICES)
