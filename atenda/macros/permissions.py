"""What an agent may do with quick replies and macros."""

from __future__ import annotations

from atenda.access.abilities import Ability
from atenda.macros.models import Kept
from atenda.staff import directory
from atenda.staff.models import Agent
from atenda.worklists.models import Reach


def may_use_replies(actor: Agent) -> bool:
    """Whoever writes to customers has quick replies, and makes some of their own."""
    return actor.can(Ability.WRITE_TO_CUSTOMERS)


def may_use_macros(actor: Agent) -> bool:
    """Whoever works on cases; what a macro does is asked of each deed."""
    return actor.can(Ability.EDIT_CASES) or actor.can(Ability.WRITE_TO_CUSTOMERS)


def may_share(actor: Agent) -> bool:
    """With everybody; and look after those of all teams."""
    return actor.can(Ability.SHARE_REPLIES)


def may_keep_for(actor: Agent, reach: str, team_id: int | None) -> bool:
    match reach:
        case Reach.ALL:
            return may_share(actor)
        case Reach.TEAM:
            return may_share(actor) or team_id in directory.team_ids_of(actor.pk)
        case _:
            return True


def may_change(actor: Agent, kept: Kept) -> bool:
    """One's own, one's teams', and with the ability everybody's."""
    if kept.reach == Reach.OWN:
        return bool(kept.owner_id == actor.pk)  # type: ignore[attr-defined]
    return may_keep_for(actor, kept.reach, kept.team_id)  # type: ignore[attr-defined]
