"""What an agent may do with mails that come in."""

from atenda.access.abilities import Ability
from atenda.customers.permissions import may_edit_customers
from atenda.staff.models import Agent


def may_sort_mails(actor: Agent) -> bool:
    """See all that came in, and decide what becomes of what is held. For whoever sees all cases."""
    return actor.can(Ability.SORT_MAILS)


def may_recognise_senders(actor: Agent) -> bool:
    """Say who somebody is who wrote: their address comes to stand on a contact's record."""
    return may_edit_customers(actor)


def may_block_senders(actor: Agent) -> bool:
    return actor.can(Ability.SORT_MAILS)


def may_change_policy(actor: Agent) -> bool:
    """Whoever decides how the organization writes decides what becomes of what it is written."""
    return actor.can(Ability.MANAGE_NOTICES)
