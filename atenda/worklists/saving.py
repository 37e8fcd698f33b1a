"""Saving views: a new one, another question or name, removing one and bringing it back (U8)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.revisions import touch
from atenda.staff.models import Agent, Team
from atenda.worklists import events
from atenda.worklists.models import Reach, SavedView
from atenda.worklists.permissions import may_save_for
from atenda.worklists.refusals import NotYourTeam, NotYourView, TooManyViews

MOST = 100  # of one person
FIELDS = ("name", "reach", "asked", "columns", "widths", "colours", "position")


@deed
def save(*, name: str, by: Agent, reach: str = Reach.OWN, team: Team | None = None, **look: Any) -> SavedView:
    """A new view, after those there are. Raises NotYourTeam and TooManyViews."""
    team = team if reach == Reach.TEAM else None
    _check_reach(reach, team, by)
    Agent.objects.select_for_update(no_key=True).get(pk=by.pk)  # two at once are counted one after the other
    if SavedView.objects.filter(owner=by, removed_at=None).count() >= MOST:
        raise TooManyViews
    last = SavedView.objects.order_by("-position").values_list("position", flat=True).first() or 0
    view = SavedView(name=name, reach=reach, team=team, owner=by, position=last + 1, **look)
    view.save(force_insert=True)
    record(view, events.VIEW_SAVED, by=by, after=words(view), is_first=True)
    touch()
    return view


@deed
def change(view: SavedView, *, by: Agent, **values: Any) -> None:
    """Set name, whose it is, what it asks or how it looks. What is as it was changes nothing.

    Raises NotYourTeam, and NotYourView when somebody else's would be seen by its owner alone.
    """
    view.lock()
    before = words(view)
    for name, value in values.items():
        setattr(view, name, value)
    if view.reach != Reach.TEAM:
        view.team = None
    _check_reach(view.reach, view.team, by)
    if view.reach == Reach.OWN and view.owner_id != by.pk:
        raise NotYourView
    after = words(view)
    if after == before:
        return
    view.save(update_fields=[*FIELDS, "team"])
    record(view, events.VIEW_CHANGED, by=by, before=before, after=after)
    touch()


@deed
def remove(view: SavedView, *, by: Agent, now: datetime) -> None:
    """The view is offered no more; it can be brought back."""
    view.lock()
    if view.removed_at is not None:
        return
    view.removed_at = now
    view.save(update_fields=["removed_at"])
    record(view, events.VIEW_REMOVED, by=by, after={"name": view.name}, at=now)
    touch()


@deed
def restore(view: SavedView, *, by: Agent) -> None:
    view.lock()
    if view.removed_at is None:
        return
    view.removed_at = None
    view.save(update_fields=["removed_at"])
    record(view, events.VIEW_RESTORED, by=by, after={"name": view.name})
    touch()


def words(view: SavedView) -> dict[str, Any]:
    """All that can be changed, as history keeps it."""
    return {**{name: getattr(view, name) for name in FIELDS}, "team_id": view.team_id}


def _check_reach(reach: str, team: Team | None, by: Agent) -> None:
    if reach == Reach.TEAM and team is None:
        raise NotYourTeam
    if not may_save_for(by, reach, team.pk if team else None):
        raise NotYourTeam
