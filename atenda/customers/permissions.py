"""What an agent may do with customers."""

from atenda.access.abilities import Ability
from atenda.staff.models import Agent


def may_see_customers(actor: Agent) -> bool:
    return actor.can(Ability.SEE_CUSTOMERS)


def may_merge_customers(actor: Agent) -> bool:
    """Their cases go along, also those the person does not see: so it is given apart from editing."""
    return actor.can(Ability.MERGE_CUSTOMERS) and may_see_customers(actor)


def may_manage_tags(actor: Agent) -> bool:
    """The words customers are grouped by are picklists like those of cases."""
    return actor.can(Ability.MANAGE_PICKLISTS) and may_see_customers(actor)


def may_edit_customers(actor: Agent) -> bool:
    """Whoever may not see customers edits none: the forms would show them."""
    return actor.can(Ability.EDIT_CUSTOMERS) and may_see_customers(actor)
