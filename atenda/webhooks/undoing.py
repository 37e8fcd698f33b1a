"""How deeds on endpoints are taken back. A secret that was replaced does not come back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from atenda.history.models import Event
from atenda.history.undoing import CannotUndo, ChangedSince, undoes
from atenda.staff.models import Agent
from atenda.webhooks import events, managing
from atenda.webhooks.models import Endpoint, EndpointState
from atenda.webhooks.permissions import may_manage_webhooks


@undoes(events.ADDED, events.RESTORED, may=may_manage_webhooks)
def unadd(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    endpoint = _endpoint(event)
    if endpoint.removed_at is not None:
        raise ChangedSince
    managing.remove(endpoint, by=by, now=now)


@undoes(events.REMOVED, may=may_manage_webhooks)
def unremove(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    endpoint = _endpoint(event)
    if endpoint.removed_at is None:
        raise ChangedSince
    managing.restore(endpoint, by=by)


@undoes(events.CHANGED, may=may_manage_webhooks)
def unchange(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    endpoint = _endpoint(event)
    if managing.words(endpoint) != after or endpoint.removed_at is not None:
        raise ChangedSince
    managing.change(endpoint, by=by, **{name: before[name] for name in managing.FIELDS})


@undoes(events.PAUSED, may=may_manage_webhooks)
def unpause(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    endpoint = _endpoint(event)
    if endpoint.state != EndpointState.PAUSED or endpoint.paused_at != event.at:
        raise ChangedSince
    managing.resume(endpoint, by=by, now=now)


@undoes(events.RESUMED, may=may_manage_webhooks)
def unresume(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    endpoint = _endpoint(event)
    if endpoint.state != EndpointState.ACTIVE:
        raise ChangedSince
    managing.pause(endpoint, by=by, now=now)


def _endpoint(event: Event) -> Endpoint:
    found: Endpoint | None = Endpoint.objects.filter(pk=event.subject_id).first()
    if found is None:
        raise CannotUndo
    return found
