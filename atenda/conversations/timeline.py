"""The timeline of a case: its events in order, notes with their words, from the end backwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from atenda.cases.models import Case
from atenda.conversations import events
from atenda.files.worklists import Shown, files_of_notes
from atenda.history.models import Event
from atenda.history.telling import Detail, sentence, tell

PAGE = 50
COLUMNS = ("seq", "kind", "at", "subject_id", "cause_id", "actor__name", "payloads__before", "payloads__after")
ICONS = {
    "case.opened": "circle-plus",
    "case.edited": "pencil",
    "case.moved": "arrow-right",
    "case.assigned": "user-check",
    "case.closed": "circle-check",
    "case.cancelled": "circle-x",
    "case.reopened": "rotate",
    "file.added": "paperclip",
    "file.removed": "trash",
    "file.restored": "arrow-back-up",
    "file.accepted": "clipboard-check",
    "file.rejected": "clipboard-x",
    "file.review_undone": "clipboard",
}


@dataclass(frozen=True)
class Entry:
    """One thing that happened: a sentence, and either the words of a note or what changed from what to what."""

    seq: int
    kind: str
    who: str
    at: datetime
    sentence: str
    body: str
    details: list[Detail]
    files: Sequence[Shown] = ()

    @property
    def icon(self) -> str:
        """The drawing beside the sentence."""
        return ICONS.get(self.kind, "point")

    @property
    def is_note(self) -> bool:
        return self.kind == events.NOTED.name


@dataclass(frozen=True)
class Timeline:
    """`older` is the number before which the next page ends, 0 where there is none."""

    entries: list[Entry]
    older: int
    last_seq: int


def timeline(case: Case, *, before: int = 0, size: int = PAGE) -> Timeline:
    """The newest entries first; `before` is a sequence number, exclusive."""
    rows = Event.objects.filter(case=case).order_by("-seq")
    if before:
        rows = rows.filter(seq__lt=before)
    found = list(rows.values(*COLUMNS)[: size + 1])
    files = files_of_notes([row["subject_id"] for row in found[:size] if "files" in (row["payloads__after"] or {})])
    entries = [_entry(row, files) for row in found[:size]]
    return Timeline(
        entries,
        older=entries[-1].seq if len(found) > size else 0,
        last_seq=entries[0].seq if entries else 0,
    )


def _entry(row: dict[str, Any], files: dict[int, list[Shown]]) -> Entry:
    before, after = row["payloads__before"] or {}, row["payloads__after"] or {}
    who = row["actor__name"] or "Atenda"
    is_note = row["kind"] == events.NOTED.name
    return Entry(
        seq=row["seq"],
        kind=row["kind"],
        who=who,
        at=row["at"],
        sentence=sentence(row["kind"], actor=who, before=before, after=after, is_undo=row["cause_id"] is not None),
        body=after.get("body", "") if is_note else "",
        details=[] if is_note else tell(before, after),
        files=files.get(row["subject_id"], ()) if is_note else (),
    )
