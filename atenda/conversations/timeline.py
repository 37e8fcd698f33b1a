"""The timeline of a case: its events in order, notes with their words, from the end backwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from markupsafe import Markup

from atenda.cases.models import Case
from atenda.conversations import events
from atenda.conversations.amending import may_edit_note, may_remove_note
from atenda.conversations.mentions import with_mentions
from atenda.conversations.models import Note
from atenda.files.worklists import Shown, files_of_notes
from atenda.history.merging import last_seq
from atenda.history.models import Event
from atenda.history.telling import Detail, sentence, tell
from atenda.staff.models import Agent

PAGE = 50
COLUMNS = (
    *("seq", "kind", "at", "subject_id", "cause_id", "actor_id", "actor__name"),
    *("payloads__before", "payloads__after"),
)
ICONS = {
    "case.opened": "circle-plus",
    "case.edited": "pencil",
    "case.moved": "arrow-right",
    "case.assigned": "user-check",
    "case.closed": "circle-check",
    "case.cancelled": "circle-x",
    "case.reopened": "rotate",
    "case.unmoved": "arrow-back-up",
    "case.binned": "trash",
    "case.unbinned": "arrow-back-up",
    "note.added": "note-off",
    "note.edited": "pencil",
    "note.removed": "trash",
    "note.restored": "arrow-back-up",
    "file.added": "paperclip",
    "file.removed": "trash",
    "file.restored": "arrow-back-up",
    "file.accepted": "clipboard-check",
    "file.rejected": "clipboard-x",
    "file.review_undone": "clipboard",
    "notice.failed": "mail-off",
    "notice.kept_quiet": "bell-off",
}


@dataclass(frozen=True)
class Entry:
    """One thing that happened: a sentence, and either the words of a note or what changed from what to what."""

    seq: int
    kind: str
    who: str
    at: datetime
    sentence: str
    body: Markup
    details: list[Detail]
    note: int = 0
    edited_at: datetime | None = None
    is_removed: bool = False
    may_edit: bool = False
    may_remove: bool = False
    files: Sequence[Shown] = ()

    @property
    def icon(self) -> str:
        """The drawing beside the sentence."""
        return ICONS.get(self.kind, "point")

    @property
    def is_note(self) -> bool:
        return self.kind == events.NOTED.name and not self.is_removed


@dataclass(frozen=True, slots=True)
class AsWritten:
    """A note nobody changed: the event says all of it."""

    author_id: int | None
    body: str
    created_at: datetime
    edited_at: datetime | None = None
    removed_at: datetime | None = None


class Showing(models.TextChoices):
    """What of a timeline is shown."""

    ALL = "all", pgettext_lazy("timeline", "Everything")
    NOTES = "notes", _("Notes")
    CHANGES = "changes", _("Changes")
    FILES = "files", _("Files")
    AUTOMATIC = "automatic", _("Automatic decisions")

    @property
    def question(self) -> Q:
        return {
            Showing.ALL: Q(),
            Showing.NOTES: Q(kind__startswith="note."),
            Showing.CHANGES: Q(kind__startswith="case.") | Q(kind="notice.kept_quiet"),
            Showing.FILES: Q(kind__startswith="file.") | Q(payloads__after__has_key="files"),
            Showing.AUTOMATIC: Q(actor=None),
        }[self]


@dataclass(frozen=True)
class Timeline:
    """`older` is the number before which the next page ends, 0 where there is none; `last_seq` that of the case."""

    entries: list[Entry]
    older: int
    last_seq: int
    showing: Showing = Showing.ALL


def timeline(
    case: Case, *, reader: Agent, now: datetime, before: int = 0, showing: Showing = Showing.ALL, size: int = PAGE
) -> Timeline:
    """The newest entries first, as `reader` sees them; `before` is a sequence number, exclusive."""
    rows = Event.objects.filter(showing.question, case=case).order_by("-seq")
    if before:
        rows = rows.filter(seq__lt=before)
    found = list(rows.values(*COLUMNS)[: size + 1])
    notes = [row for row in found[:size] if row["kind"] == events.NOTED.name]
    files = files_of_notes([row["subject_id"] for row in notes if "files" in row["payloads__after"]])
    amended = _amended(row["subject_id"] for row in notes) if _may_be_amended(found, before, showing) else {}
    entries = [_entry(row, files, amended, reader, now) for row in found[:size]]
    return Timeline(
        entries,
        older=entries[-1].seq if len(found) > size else 0,
        last_seq=entries[0].seq if entries and showing is Showing.ALL and not before else last_seq(case),
        showing=showing,
    )


def _may_be_amended(rows: Sequence[dict[str, Any]], before: int, showing: Showing) -> bool:
    """A note is changed after it was written: on the newest page of everything, the change is on the page too."""
    is_newest = not before and showing is Showing.ALL
    kinds = {row["kind"] for row in rows}
    return not is_newest or bool(kinds & {kind.name for kind in (events.NOTE_EDITED, events.NOTE_REMOVED)})


def _amended(ids: Iterable[int]) -> dict[int, Note]:
    """The notes among these that no longer say what they said at first."""
    changed = Q(edited_at__isnull=False) | Q(removed_at__isnull=False)
    return {note.pk: note for note in Note.objects.filter(changed, pk__in=list(ids))}


def _entry(
    row: dict[str, Any], files: dict[int, list[Shown]], amended: dict[int, Note], reader: Agent, now: datetime
) -> Entry:
    before, after = row["payloads__before"] or {}, row["payloads__after"] or {}
    who, subject = row["actor__name"] or "Atenda", row["subject_id"]
    told = Entry(
        seq=row["seq"],
        kind=row["kind"],
        who=who,
        at=row["at"],
        sentence=sentence(row["kind"], actor=who, before=before, after=after, is_undo=row["cause_id"] is not None),
        body=Markup(),
        details=tell(before, after),
    )
    if row["kind"] != events.NOTED.name:
        return told
    note = amended.get(subject) or AsWritten(row["actor_id"], after["body"], row["at"])
    if note.removed_at is not None:
        return replace(told, is_removed=True, details=[])
    return replace(
        told,
        body=with_mentions(note.body),
        details=[],
        note=subject,
        edited_at=note.edited_at,
        may_edit=may_edit_note(reader, note, now),
        may_remove=may_remove_note(reader, note),
        files=files.get(subject, ()),
    )
