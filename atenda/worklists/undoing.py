"""How deeds on saved views are taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from atenda.history.models import Event
from atenda.history.undoing import CannotUndo, ChangedSince, undoes
from atenda.staff.models import Agent, Team
from atenda.worklists import events, saving
from atenda.worklists.models import SavedView
from atenda.worklists.permissions import may_change_view
from atenda.worklists.refusals import NotYourTeam, NotYourView
from atenda.worklists.saved import as_saved


def _anybody(_actor: Agent) -> bool:
    """Everybody saves views; whose this one is, is asked of it."""
    return True


@undoes(events.VIEW_SAVED, events.VIEW_RESTORED, may=_anybody)
def unsave(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    view = _view(event, by)
    if view.removed_at is not None:
        raise ChangedSince
    saving.remove(view, by=by, now=now)


@undoes(events.VIEW_REMOVED, may=_anybody)
def unremove(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    view = _view(event, by)
    if view.removed_at is None:
        raise ChangedSince
    saving.restore(view, by=by)


@undoes(events.VIEW_CHANGED, may=_anybody)
def unchange(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """Raises ChangedSince when it was changed again, or removed."""
    view = _view(event, by)
    if view.removed_at is not None or saving.words(view) != after:
        raise ChangedSince
    values = {name: before[name] for name in saving.FIELDS}
    team = Team.objects.filter(pk=before["team_id"]).first() if before["team_id"] else None
    try:
        saving.change(view, by=by, team=team, **values)
    except (NotYourTeam, NotYourView) as refusal:
        raise CannotUndo from refusal


def _view(event: Event, by: Agent) -> SavedView:
    view: SavedView | None = SavedView.objects.visible_to(by).filter(pk=event.subject_id).first()
    if view is None or not may_change_view(by, as_saved(view)):
        raise CannotUndo
    return view
