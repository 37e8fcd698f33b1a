"""Put what a third party answers into the side conversation it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from atenda.conversations import events
from atenda.conversations.models import Message, SideConversation, Standing
from atenda.conversations.receiving import TOLD, Enclosed
from atenda.files.attaching import bring
from atenda.history.deeds import deed
from atenda.history.recording import record

MOST_PEOPLE = 100  # whoever has its address can write into it: of those beyond them the mail is there, and no more


@deed
def receive_aside(
    side: SideConversation, message: Message, *, files: Sequence[Enclosed] = (), now: datetime
) -> Message:
    """Add a mail to it, with its files, and tell whoever asked. What a person wrote answers it; what a machine wrote
    changes nothing.

    The customer said nothing by it: the case is not reopened, its last contact stays, what is to leave later leaves.
    """
    case = side.case.hold()
    side.lock()
    message.case, message.side = case, side
    message.save(force_insert=True)
    for file in files:
        bring(case, file.received, message=message, cid=file.cid, is_decoration=file.is_decoration, now=now)
    if not message.automatic:
        side.standing, side.since = Standing.ANSWERED, now
        known = {str(address).lower() for _name, address in side.people}
        if message.sender_address.lower() not in known and len(known) < MOST_PEOPLE:
            side.people.append([message.sender_name, message.sender_address])
        side.save(update_fields=["people", "standing", "since"])
    names = [file.received.name for file in files if not file.is_decoration]
    record(
        message,
        events.SIDE_BY_MACHINE if message.automatic else events.SIDE_ANSWERED,
        by=None,
        after={
            "name": message.sender_name or message.sender_address,
            "from": [message.sender_name, message.sender_address],
            "subject": message.subject,
            "body": message.text[:TOLD],
            "asked_by": side.opened_by_id,
            **({"files": names} if names else {}),
        },
        case=case,
        at=now,
    )
    return message
