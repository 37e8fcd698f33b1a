"""What an agent may take away."""

from atenda.access.abilities import Ability, Sees
from atenda.customers.permissions import may_see_customers
from atenda.exporting.models import Export, What
from atenda.staff import directory
from atenda.staff.models import Agent


def may_export(actor: Agent) -> bool:
    return actor.can(Ability.EXPORT)


def may_ask_for(actor: Agent, what: str) -> bool:
    """A file says no more than the page it is made of."""
    if what == What.ARCHIVE:
        return actor.can(Ability.ARCHIVE)
    return may_export(actor) and (what == What.CASES or may_see_customers(actor))


def scope_of(actor: Agent) -> dict[str, object]:
    """How much they see of cases now, to be compared with later."""
    return {"sees": actor.role.sees, "teams": sorted(directory.team_ids_of(actor.pk))}


def may_take(actor: Agent, export: Export) -> bool:
    """Only whoever asked, and only while they may, and see no less than when it was made."""
    if export.by_id != actor.pk or not may_ask_for(actor, export.what):
        return False
    then, now = export.scope, Sees(actor.role.sees)
    if not then or now == Sees.ALL:
        return True
    if now.breadth < Sees(then["sees"]).breadth:
        return False
    return now != Sees.TEAMS or set(then["teams"]) <= set(directory.team_ids_of(actor.pk))
