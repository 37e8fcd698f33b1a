"""Mails that are to leave later: called off when the customer writes first, or sent at once (U21, B15)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from atenda.cases.merging import hold
from atenda.cases.models import Case
from atenda.conversations import events
from atenda.conversations.models import Direction, Message
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.notices import letters
from atenda.organizations.prepared import prepared
from atenda.organizations.refusals import Refused
from atenda.staff.models import Agent

WAITS = """
    SELECT 1 FROM conversations_message
    WHERE organization_id = %s AND case_id = ANY(%s) AND leaves_at IS NOT NULL AND leaves_at > %s
        AND taken_back_at IS NULL LIMIT 1
"""


class NothingWaits(Refused):
    sentence = _("This mail does not wait to leave any more.")


def hold_for_calling_off(case: Case, *, now: datetime) -> None:
    """Lock the case and, of those merged into it, the ones of which a mail waits: in the order in which cases are
    merged and taken apart, so that nobody waits for the other in a circle."""
    if case.has_merged and _waits(case, now):
        hold(case, *Case.objects.filter(pk__in=_waiting(case, now).values("case")).exclude(pk=case.pk))


def call_off(case: Case, *, now: datetime) -> None:
    """Keep here what was to leave later: it was written before what the customer says now. Whoever wrote it is told.

    What is on its way to one of its readers goes to all of them. What was written in a case that was merged into this
    one was written before, too. Called where the case is locked.
    """
    if not _waits(case, now):
        return
    for message in _waiting(case, now).select_related("case").order_by("pk"):
        of = case if message.case_id == case.pk else message.case.hold()
        if letters.take_back(message, now=now):
            message.taken_back_at = now
            message.save(update_fields=["taken_back_at"])
            told = {"subject": message.subject, **({"mentions": [message.author_id]} if message.author_id else {})}
            record(message, events.CALLED_OFF, by=None, after=told, case=of, at=now)


@deed
def send_now(message: Message, *, by: Agent, now: datetime) -> None:
    """Have it leave as if it had been written now. Raises NothingWaits."""
    hold(message.case)  # before its mails, as whoever calls them off
    found = message.lock()
    if found.taken_back_at is not None or not letters.hasten(found, now=now):
        raise NothingWaits
    found.leaves_at = now
    found.save(update_fields=["leaves_at"])
    if found.case.hold().merged_into_id is None:
        found.case.touch(now, spoken=True)
    record(found, events.HASTENED, by=by, after={"subject": found.subject}, case=found.case, at=now)


def _waits(case: Case, now: datetime) -> bool:
    """Whether any does: every mail that comes in asks it."""
    with prepared() as cursor:
        cursor.execute(WAITS, [case.organization_id, case.ids_together(), now])
        return cursor.fetchone() is not None


def _waiting(case: Case, now: datetime) -> Any:
    waiting = Message.objects.filter(direction=Direction.OUT, leaves_at__gt=now, taken_back_at=None)
    return waiting.filter(case__in=case.ids_together())
