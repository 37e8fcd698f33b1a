"""Change or remove a note: its words for an hour, with the trace in the log; removing can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from atenda.access.abilities import Ability
from atenda.cases.permissions import may_note_cases
from atenda.conversations import events
from atenda.conversations.contact import find_last_contact
from atenda.conversations.mentions import mentioned
from atenda.conversations.models import Note
from atenda.history.deeds import deed
from atenda.history.models import Event
from atenda.history.recording import record
from atenda.history.undoing import CannotUndo, ChangedSince, undoes
from atenda.staff.models import Agent

EDITABLE_FOR = timedelta(hours=1)


class Written(Protocol):
    """What decides who may change a note."""

    @property
    def author_id(self) -> int | None: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def removed_at(self) -> datetime | None: ...


class TooLate(Exception):
    """The note was removed, or stands too long to be changed: colleagues have acted on it."""


def may_edit_note(actor: Agent, note: Written, now: datetime) -> bool:
    """Only the author, for an hour."""
    is_fresh = now - note.created_at < EDITABLE_FOR
    return note.author_id == actor.pk and is_fresh and note.removed_at is None and may_note_cases(actor)


def may_remove_note(actor: Agent, note: Written) -> bool:
    """The author, and whoever may undo what others did."""
    is_theirs = note.author_id == actor.pk or actor.can(Ability.UNDO_OTHERS)
    return is_theirs and note.removed_at is None and may_note_cases(actor)


@deed
def edit_note(note: Note, *, body: str, by: Agent, now: datetime) -> None:
    """Give the note other words; the former stay in the log. The same words change nothing. Raises TooLate."""
    note.case.hold()
    note.lock()
    if not may_edit_note(by, note, now):
        raise TooLate
    _rewrite(note, body, by, now)


@deed
def remove_note(note: Note, *, by: Agent, now: datetime) -> None:
    """Take the note from the timeline; it can be brought back. One that is gone already stays as it is."""
    note.case.hold()
    note.lock()
    if note.removed_at is None:
        _set_removed(note, now, by=by, now=now)


@undoes(events.NOTED, events.NOTE_RESTORED, may=may_note_cases)
def take_back(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """Undo writing a note, or bringing it back: it is removed. Raises ChangedSince when it is not there."""
    remove = _note_of(event)
    if remove.removed_at is not None:
        raise ChangedSince
    _set_removed(remove, now, by=by, now=now)


@undoes(events.NOTE_REMOVED, may=may_note_cases)
def bring_back(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    note = _note_of(event)
    if note.removed_at is None:
        raise ChangedSince
    _set_removed(note, None, by=by, now=now)


@undoes(events.NOTE_EDITED, may=may_note_cases)
def give_back_words(
    event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime
) -> None:
    note = _note_of(event)
    if note.removed_at is not None or note.body != after["body"]:
        raise ChangedSince
    _rewrite(note, before["body"], by, now)


def _rewrite(note: Note, body: str, by: Agent, now: datetime) -> None:
    if note.body == body:
        return
    before, note.body, note.edited_at = note.body, body, now
    note.save(update_fields=["body", "edited_at"])
    after = {"body": body, **mentioned(body)}
    record(note, events.NOTE_EDITED, by=by, before={"body": before}, after=after, case=note.case, at=now)


def _set_removed(note: Note, removed_at: datetime | None, *, by: Agent, now: datetime) -> None:
    note.removed_at = removed_at
    note.save(update_fields=["removed_at"])
    if note.spoken:
        find_last_contact(note.case)
    kind = events.NOTE_REMOVED if removed_at else events.NOTE_RESTORED
    record(note, kind, by=by, before={}, case=note.case, at=now)


def _note_of(event: Event) -> Note:
    note: Note | None = Note.objects.select_related("case").filter(pk=event.subject_id).first()
    if note is None:
        raise CannotUndo
    return note.lock()
