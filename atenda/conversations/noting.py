"""Write a note on a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from atenda.cases.models import Case
from atenda.conversations import events
from atenda.conversations.mentions import mentioned
from atenda.conversations.models import Note, Outcome
from atenda.files.attaching import take_in
from atenda.files.models import Upload
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.rows import add
from atenda.staff.models import Agent


@deed
def note(
    case: Case,
    *,
    body: str,
    by: Agent,
    now: datetime,
    spoken: bool = False,
    talk: str = "",
    minutes: int | None = None,
    outcome: str = "",
    files: Sequence[Upload] = (),
) -> Note:
    """Add a note that only colleagues see, with the files that waited for it. Finished cases take notes too.

    `spoken`: its author has just spoken with the customer, so that this is the last contact (B38). `talk`, `minutes`
    and `outcome` log a call or a visit (S1.1, S1.2); where they reached them, they have spoken.
    """
    spoken = spoken or bool(talk and outcome == Outcome.REACHED)
    case.touch(now, spoken=spoken)
    written = Note(
        case=case,
        author=by,
        body=body,
        spoken=spoken,
        talk=talk,
        minutes=minutes if talk else None,
        outcome=outcome if talk else "",
        created_at=now,
    )
    add(written)
    take_in(files, case, by=by, now=now, note=written)
    after: dict[str, Any] = {"body": body, **mentioned(body)}
    told = {"spoken": spoken, "talk": written.talk, "minutes": written.minutes, "outcome": written.outcome}
    after.update({name: value for name, value in told.items() if value})
    if files:
        after["files"] = [upload.name for upload in files]
    record(written, events.NOTED, by=by, after=after, case=case, at=now)
    return written
