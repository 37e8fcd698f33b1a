"""Take back what a deed on many did to one case: all of it, by the ways back that each of its events has (N3)."""

from __future__ import annotations

from datetime import datetime

from atenda.access.abilities import Ability
from atenda.history.deeds import deed
from atenda.history.models import Event
from atenda.history.sight import in_sight
from atenda.history.undoing import may_undo, undo
from atenda.staff.models import Agent
from atenda.worklists.bulk.asking import may_change_many
from atenda.worklists.bulk.refusals import NotAllowed, OutOfSight
from atenda.worklists.models import BulkDeed, BulkRow


def may_see(actor: Agent, bulk: BulkDeed) -> bool:
    """One's own; those of others with the ability to undo what others did."""
    return bulk.by_id == actor.pk or actor.can(Ability.UNDO_OTHERS)


def may_undo_all(actor: Agent, bulk: BulkDeed) -> bool:
    return may_see(actor, bulk) and may_change_many(actor)


def may_continue(actor: Agent, bulk: BulkDeed) -> bool:
    """It is done in the name of whoever asked for it: nobody else sets it going."""
    return bulk.by_id == actor.pk and may_change_many(actor)


@deed
def take_back(row: BulkRow, *, by: Agent, now: datetime) -> None:
    """What somebody changed since stays: raises ChangedSince, NotAllowed, OutOfSight, and what the inverse refuses."""
    seen = Event.objects.filter(in_sight(by), pk__in=row.event_ids)
    events = list(seen.select_related("case").order_by("-pk"))
    if len(events) != len(row.event_ids):
        raise OutOfSight
    for event in events:
        if not may_undo(by, event, now):
            raise NotAllowed
        undo(event, by=by, now=now)
