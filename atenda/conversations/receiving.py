"""Put a mail that came in onto the timeline of a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from atenda.cases.models import Case
from atenda.conversations import events
from atenda.conversations.calling_off import call_off
from atenda.conversations.models import Message
from atenda.files.attaching import bring, take_in
from atenda.files.models import Upload
from atenda.files.receiving import Received
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.rows import add, change

TOLD = 4_000  # characters of its text that those who are told of it read


class Enclosed(NamedTuple):
    """A file of a mail. `cid` names it where the mail itself shows it (RFC 2392)."""

    received: Received
    cid: str = ""
    is_decoration: bool = False


@deed
def receive(
    case: Case,
    message: Message,
    *,
    files: Sequence[Enclosed] = (),
    uploads: Sequence[Upload] = (),
    now: datetime,
) -> Message:
    """Add a mail to the case, with its files; or what the customer wrote on their page, with what waited for it.

    What a person wrote is the last contact with the customer (B38); what a machine wrote is none (B20). Neither is a
    change of the case by a person.
    """
    case.lock()
    message.case = case
    add(message)
    for file in files:
        bring(case, file.received, message=message, cid=file.cid, is_decoration=file.is_decoration, now=now)
    take_in(uploads, case, by=None, now=now, message=message)
    if not message.automatic:
        case.contacted_at = now
        change(case, "contacted_at")
    names = [file.received.name for file in files if not file.is_decoration] + [file.name for file in uploads]
    record(
        message,
        events.CAME_BY_MACHINE if message.automatic else events.RECEIVED,
        by=None,
        after={
            "from": [message.sender_name, message.sender_address],
            "subject": message.subject,
            "body": message.text[:TOLD],
            **({"files": names} if names else {}),
            **({"page": True} if message.from_page else {}),
        },
        case=case,
        at=now,
    )
    if not message.automatic:
        call_off(case, now=now)
    return message
