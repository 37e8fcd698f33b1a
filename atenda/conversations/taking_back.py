"""Take a mail back before any word of it leaves (U21)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from atenda.cases.merging import hold
from atenda.conversations import events
from atenda.conversations.contact import find_last_contact
from atenda.conversations.models import Message
from atenda.conversations.permissions import may_write_to_customers
from atenda.conversations.sides.standing import stand_anew
from atenda.history.deeds import deed
from atenda.history.models import Event
from atenda.history.recording import record
from atenda.history.undoing import CannotUndo, UndoneBefore, undoes
from atenda.notices import letters
from atenda.staff.models import Agent


class HasLeft(CannotUndo):
    sentence = _("The mail is on its way already.")


@undoes(events.SENT, events.SIDE_OPENED, events.SIDE_SENT, may=may_write_to_customers)
def take_back(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """None of it leaves, or all of it stays as it is: raises HasLeft."""
    found: Message | None = Message.with_sides.select_related("case").filter(pk=event.subject_id).first()
    if found is None:
        raise CannotUndo
    _take_back(found, by=by, now=now)


@deed
def keep_here(message: Message, *, by: Agent, now: datetime) -> None:
    """The same for a mail that waits for its hour, by its own button. Raises UndoneBefore, HasLeft."""
    hold(message.case)  # before its mails, as whoever calls them off
    _take_back(message, by=by, now=now)


def _take_back(found: Message, *, by: Agent, now: datetime) -> None:
    message = found.lock()
    if message.taken_back_at is not None:
        raise UndoneBefore
    if not letters.take_back(message, now=now):
        raise HasLeft
    message.taken_back_at = now
    message.save(update_fields=["taken_back_at"])
    if message.side is not None:
        stand_anew(message.side.lock())
        record(message, events.SIDE_TAKEN_BACK, by=by, before={}, case=message.case, at=now)
        return
    find_last_contact(message.case)
    record(message, events.TAKEN_BACK, by=by, before={}, case=message.case, at=now)
