"""How deeds on mailboxes are taken back. What ended is added anew: its password was not kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from atenda.history.models import Event
from atenda.history.undoing import CannotUndo, ChangedSince, undoes
from atenda.mailboxes import events, fetching_from, managing
from atenda.mailboxes.models import ImapDoor, Mailbox
from atenda.mailboxes.permissions import may_manage_mailboxes
from atenda.staff.models import Agent


@undoes(events.ADDED, events.RESUMED, may=may_manage_mailboxes)
def unadd(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    mailbox = _mailbox(event)
    if not mailbox.is_active:
        raise ChangedSince
    managing.retire(mailbox, by=by, now=now)


@undoes(events.RETIRED, may=may_manage_mailboxes)
def unretire(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    mailbox = _mailbox(event)
    if mailbox.is_active:
        raise ChangedSince
    managing.resume(mailbox, by=by, now=now)


@undoes(events.CHANGED, may=may_manage_mailboxes)
def unchange(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    mailbox = _mailbox(event)
    now_said = managing.words(mailbox)
    if any(now_said[name] != said for name, said in after.items()) or not before["addresses"]:
        raise ChangedSince
    address, *aliases = before["addresses"]
    values = {name: before[name] for name in managing.PLAIN if name in before}
    keys = {f"{name}_id": before[name][0] if before[name] else None for name in managing.KNOWN}
    managing.change(mailbox, address=address, aliases=aliases, by=by, **values, **keys)


@undoes(events.IMAP_PAUSED, may=may_manage_mailboxes)
def unpause(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    door = _door(event)
    if not door.is_paused:
        raise ChangedSince
    fetching_from.resume(door, by=by)


@undoes(events.IMAP_RESUMED, may=may_manage_mailboxes)
def unresume(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    door = _door(event)
    if door.is_paused:
        raise ChangedSince
    fetching_from.pause(door, by=by)


def _mailbox(event: Event) -> Mailbox:
    found: Mailbox | None = Mailbox.objects.filter(pk=event.subject_id).first()
    if found is None:
        raise CannotUndo
    return found


def _door(event: Event) -> ImapDoor:
    found: ImapDoor | None = ImapDoor.objects.filter(pk=event.subject_id, ended_at=None).first()
    if found is None:
        raise CannotUndo
    return found
