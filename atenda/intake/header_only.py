"""Hold a mail of which there is no more than its header: too large to be taken, or not to be had (7.15)."""

from __future__ import annotations

from datetime import datetime
from email.parser import BytesHeaderParser
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from atenda.intake.accepting import accept
from atenda.intake.models import Door, End, RawMail, Why
from atenda.intake.reading import addresses
from atenda.intake.reading.limits import LARGEST_HEADERS
from atenda.intake.reading.shape import Address
from atenda.intake.reading.words import text_of, value
from atenda.mailboxes.models import Mailbox

LONGEST = 2_000  # characters of a sender or a subject that are read
NOBODY = Address("", "")


@transaction.atomic
def accept_header(
    header: bytes,
    *,
    why: str,
    size: int,
    mailbox: Mailbox,
    door: Door,
    now: datetime,
    origin: dict[str, Any] | None = None,
) -> tuple[RawMail, bool]:
    """Keep the header as a held mail that says why, and how large all of it is; and whether it was new.

    Commit before telling the server anything.
    """
    mail, is_new = accept(header, mailbox=mailbox, door=door, now=now, origin=origin)
    if is_new:
        sender, subject = _said(header)
        mail.sender_name, mail.sender, mail.subject = sender.name[:200], sender.address[:320].lower(), subject[:500]
        mail.end, mail.why, mail.ended_at, mail.size = End.HELD, Why(why), now, min(size, 2**31 - 1)
        mail.save(update_fields=["sender", "sender_name", "subject", "end", "why", "ended_at", "size"])
        if mail.why == Why.TOO_LARGE:
            _have_its_sender_told(mail)
    return mail, is_new


def _have_its_sender_told(mail: RawMail) -> None:
    app.configure_task("atenda.intake.jobs.tell_too_large", queue="intake").defer(
        organization_id=mail.organization_id, mail_id=mail.pk
    )


def _said(header: bytes) -> tuple[Address, str]:
    """Sender and subject as far as they can be read, by nothing that takes longer than they are long: this is no child
    that may be killed. The bytes are kept as they came."""
    try:
        message = BytesHeaderParser().parsebytes(header[:LARGEST_HEADERS])
        sender = next(addresses.read(value(message, "From")[:LONGEST]), None)
        return sender or NOBODY, text_of(value(message, "Subject")[:LONGEST])
    except Exception:  # whatever strangers write
        return NOBODY, ""
