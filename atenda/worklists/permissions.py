"""What an agent may do with saved views. Whoever sees cases saves views of their own and for their teams."""

from atenda.access.abilities import Ability
from atenda.staff import directory
from atenda.staff.models import Agent
from atenda.worklists.models import Reach
from atenda.worklists.saved import Saved


def may_share_views(actor: Agent) -> bool:
    """With everybody; and look after those of all teams."""
    return actor.can(Ability.SHARE_VIEWS)


def may_save_for(actor: Agent, reach: str, team_id: int | None) -> bool:
    match reach:
        case Reach.ALL:
            return may_share_views(actor)
        case Reach.TEAM:
            return may_share_views(actor) or team_id in directory.team_ids_of(actor.pk)
        case _:
            return True


def may_change_view(actor: Agent, view: Saved) -> bool:
    """One's own, one's teams', and with the ability everybody's. Ready-made ones are copied, not changed."""
    if view.reach == Reach.OWN:
        return view.owner_id == actor.pk
    return view.pk is not None and may_save_for(actor, view.reach, view.team_id)


def may_set_role_starts(actor: Agent) -> bool:
    return actor.can(Ability.MANAGE_ROLES)
