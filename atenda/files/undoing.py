"""How deeds on files are taken back: in the same way as everything else, from the corner, by `u` and on one's deeds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from atenda.access.abilities import Ability
from atenda.files import attaching, events, reviewing
from atenda.files.models import Attachment, Review
from atenda.files.permissions import may_add_files, may_remove_file, may_review_files
from atenda.history.models import Event
from atenda.history.undoing import CannotUndo, ChangedSince, undoes
from atenda.staff.models import Agent


def may_remove_some(actor: Agent) -> bool:
    """One's own files, or everybody's; whether this one, the inverse asks."""
    return may_add_files(actor) or actor.can(Ability.REMOVE_FILES)


@undoes(events.ADDED, events.RESTORED, may=may_remove_some)
def take_away(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """Undo adding a file, or bringing it back: it is in the bin again. Raises ChangedSince when it is there."""
    file = _file_of(event, by)
    if file.removed_at is not None:
        raise ChangedSince
    attaching.remove(file, by=by, now=now)


@undoes(events.REMOVED, may=may_remove_some)
def bring_back(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    file = _file_of(event, by)
    if file.removed_at is None:
        raise ChangedSince
    attaching.restore(file, by=by, now=now)


@undoes(events.ACCEPTED, events.REJECTED, events.REVIEW_UNDONE, may=may_review_files)
def review_as_before(
    event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime
) -> None:
    """Raises ChangedSince when the file was judged again, or is gone."""
    file = Attachment.objects.filter(pk=event.subject_id).first()
    if file is None:
        raise CannotUndo
    if file.removed_at is not None or (file.review, file.reason) != (after["review"], after["reason"]):
        raise ChangedSince
    reviewing.review(file, to=Review(before["review"]), reason=before["reason"], by=by, now=now)


def _file_of(event: Event, by: Agent) -> Attachment:
    file: Attachment | None = Attachment.objects.filter(pk=event.subject_id).first()
    if file is None or not may_remove_file(by, file):
        raise CannotUndo
    return file
