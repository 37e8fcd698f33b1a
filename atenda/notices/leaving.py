"""A mail as it leaves, to be read by people: its head, its files, all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy

from atenda.notices.enclosures import NotToBeHad
from atenda.notices.envelope import BadAddress, as_bytes
from atenda.notices.models import Mail, MailServer
from atenda.notices.servers import way_of


@dataclass(frozen=True)
class Leaving:
    bytes: bytes
    head: str
    files: list[tuple[str, int]]  # name and bytes of each


def leaving(mail: Mail, *, now: datetime) -> Leaving | None:
    """As the server in use would get it; None where it cannot be written. Of one that was sent the date is that."""
    server = way_of(mail.mailbox_id).server or way_of(None).server or MailServer(from_address="desk@localhost")
    try:
        whole = as_bytes(mail, server, now=mail.sent_at or now)
    except (BadAddress, NotToBeHad):
        return None
    head = whole.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("utf-8", "replace")
    parsed = message_from_bytes(whole, policy=policy.default)
    files = [
        (part.get_filename() or "", len(part.get_payload(decode=True) or b""))
        for part in parsed.walk()
        if part.is_attachment()
    ]
    return Leaving(whole, head, files)
