"""That somebody took a case file away is part of the case's history; it is no work on the case."""

from __future__ import annotations

from datetime import datetime

from atenda.casefiles.events import DOWNLOADED
from atenda.cases.models import Case
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.staff.models import Agent


@deed
def note_download(case: Case, *, form: str, with_notes: bool, by: Agent, now: datetime) -> None:
    """A remark: nobody is told, no figure or list moves, and there is nothing to take back."""
    case.hold()
    after = {"form": form, "with_notes": with_notes}
    record(case, DOWNLOADED, by=by, after=after, at=now, is_remark=True)
