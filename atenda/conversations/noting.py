"""Write a note on a case."""

from __future__ import annotations

from datetime import datetime

from atenda.cases.models import Case
from atenda.conversations import events
from atenda.conversations.models import Note
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.staff.models import Agent


@deed
def note(case: Case, *, body: str, by: Agent, now: datetime) -> Note:
    """Add a note that only colleagues see. Finished cases take notes too."""
    case.lock()
    written = Note(case=case, author=by, body=body, created_at=now)
    written.save(force_insert=True)
    case.updated_at = now
    case.save(update_fields=["updated_at"])
    record(written, events.NOTED, by=by, after={"body": body}, case=case, at=now)
    return written
