"""Whose turn it is in a side conversation, and that nothing more is expected of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from atenda.conversations import events
from atenda.conversations.models import Direction, SideConversation, Standing
from atenda.conversations.permissions import may_write_to_customers
from atenda.conversations.sides.writing import latest_of
from atenda.history.deeds import deed
from atenda.history.models import Event
from atenda.history.recording import record
from atenda.history.undoing import CannotUndo, ChangedSince, undoes
from atenda.organizations.refusals import Refused
from atenda.staff.models import Agent


class AnsweredMeanwhile(Refused):
    """What they say now was read by nobody, and finished it would be looked for by nobody."""

    sentence = _("They have answered meanwhile. Read it, and finish the side conversation if that still holds.")


@deed
def finish(side: SideConversation, *, seen: datetime | None = None, by: Agent, now: datetime) -> None:
    """Nothing more is expected of it. One that is finished stays as it is; whatever still comes opens it again.

    `seen`: since when it stood as it did when it was looked at. Raises AnsweredMeanwhile.
    """
    case = side.case.hold()
    side.lock()
    if side.is_finished:
        return
    if seen is not None and side.standing == Standing.ANSWERED and side.since > seen:
        raise AnsweredMeanwhile
    side.standing, side.since = Standing.FINISHED, now
    side.save(update_fields=["standing", "since"])
    case.save(update_fields=case.changed_by(by, now))
    record(side, events.SIDE_FINISHED, by=by, after={"name": side.with_whom}, case=case, at=now)


@undoes(events.SIDE_FINISHED, may=may_write_to_customers)
def unfinish(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """As it stood before. Raises ChangedSince where it goes on already."""
    side: SideConversation | None = SideConversation.objects.filter(pk=event.subject_id).first()
    if side is None:
        raise CannotUndo
    side.lock()
    if not side.is_finished:
        raise ChangedSince
    stand_anew(side)
    record(side, events.SIDE_RESUMED, by=by, after={"name": side.with_whom}, case=side.case, at=now)


def stand_anew(side: SideConversation) -> None:
    """By its latest mail: after ours it waits, after theirs it is answered, and without any there is nothing to expect.
    Called where it is locked."""
    latest = latest_of(side)
    if latest is None:
        side.standing = Standing.FINISHED
    else:
        side.standing = Standing.WAITING if latest.direction == Direction.OUT else Standing.ANSWERED
        side.since = latest.at
    side.save(update_fields=["standing", "since"])
