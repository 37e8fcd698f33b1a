"""Hold a mail of which there is no more than its header: too large to be taken, or not to be had (7.15)."""

from __future__ import annotations

from datetime import datetime
from email.parser import BytesHeaderParser
from email.policy import default
from email.utils import parseaddr
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from atenda.intake.accepting import accept
from atenda.intake.models import Door, End, RawMail, Why
from atenda.mailboxes.models import Mailbox


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
        said = _said(header)
        mail.sender_name, mail.sender = said["From"][0][:200], said["From"][1][:320].lower()
        mail.subject = said["Subject"][:500]
        mail.end, mail.why, mail.ended_at, mail.size = End.HELD, Why(why), now, min(size, 2**31 - 1)
        mail.save(update_fields=["sender", "sender_name", "subject", "end", "why", "ended_at", "size"])
        if mail.why == Why.TOO_LARGE:
            _have_its_sender_told(mail)
    return mail, is_new


def _have_its_sender_told(mail: RawMail) -> None:
    app.configure_task("atenda.intake.jobs.tell_too_large", queue="intake").defer(
        organization_id=mail.organization_id, mail_id=mail.pk
    )


def _said(header: bytes) -> dict[str, Any]:
    """Sender and subject as far as they can be read."""
    try:
        parsed = BytesHeaderParser(policy=default).parsebytes(header)
        return {"From": parseaddr(str(parsed.get("From", ""))), "Subject": _clean(str(parsed.get("Subject", "")))}
    except Exception:  # whatever strangers write; the bytes are kept as they came
        return {"From": ("", ""), "Subject": ""}


def _clean(words: str) -> str:
    return "".join(sign for sign in " ".join(words.split()) if sign.isprintable())
