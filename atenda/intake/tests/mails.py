"""Mails for tests that are not about reading them."""

from __future__ import annotations

from typing import Any

from atenda.intake.models import Door, RawMail
from atenda.intake.reading.shape import Address, Automatic, Proof, ReadMail
from atenda.mailboxes.models import Mailbox, MailboxAddress
from atenda.organizations.revisions import touch
from atenda.testing.cast import NOW

SUPPORT = "soporte@acme.example"


def a_mailbox(address: str = SUPPORT, **values: Any) -> Mailbox:
    mailbox: Mailbox = Mailbox.objects.create(
        name=address, created_at=NOW, **{"language": "es", "trusted": ["mx.acme.example"], **values}
    )
    MailboxAddress.objects.create(mailbox=mailbox, address=address, is_main=True)
    touch()
    return mailbox


def a_mail(address: str = "uxia@cliente.example", **values: Any) -> ReadMail:
    """A plain question of the customer."""
    given: dict[str, Any] = {
        "message_id": "<1@cliente.example>",
        "in_reply_to": (),
        "references": (),
        "sender": Address("Uxía Cliente", address) if address else None,
        "reply_to": (),
        "to": (Address("", SUPPORT),),
        "cc": (),
        "recipients": 1,
        "delivered_to": (),
        "subject": "A cámara non arrinca",
        "sent_at": NOW,
        "text": "Boas:\n\nA cámara non arrinca dende onte.",
        "new_text": "Boas:\n\nA cámara non arrinca dende onte.",
        "quoted": "",
        "html": "",
        "has_remote_images": False,
        "language": "gl",
        "parts": (),
        "automatic": Automatic.NO,
        "bounces": (),
        "proof": Proof.UNKNOWN,
        "forwarded": None,
        "problems": (),
    }
    return ReadMail(**{**given, **values})


def a_raw(mailbox: Mailbox, number: int = 1, **values: Any) -> RawMail:
    """A row as it waits; its bytes are nobody's business here."""
    sums = {"digest": bytes([number]) * 32, "same": bytes([number]) * 32}
    given = {"door": Door.SMTP, **sums, "size": 900, "received_at": NOW}
    raw: RawMail = RawMail.objects.create(mailbox=mailbox, **{**given, **values})
    return raw
