"""Mailboxes to write to and mails to send there."""

from __future__ import annotations

from typing import Any

from atenda.intake import keeping
from atenda.intake.models import RawMail
from atenda.mailboxes.models import Mailbox, MailboxAddress
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
from atenda.organizations.revisions import touch
from atenda.testing.cast import NOW, Cast


def mailbox(cast: Cast, *addresses: str, **values: Any) -> Mailbox:
    with inside(cast.organization):
        made: Mailbox = Mailbox.objects.create(name=addresses[0], language="es", created_at=NOW, **values)
        for number, address in enumerate(addresses):
            MailboxAddress.objects.create(mailbox=made, address=address, is_main=number == 0)
        touch()
    return made


def mail(subject: str = "No arranca", body: str = "Hola.\r\n", *, number: int = 1, more: str = "") -> bytes:
    return (
        f"From: Rosa <rosa@cliente.example>\r\nTo: soporte@acme.example\r\nSubject: {subject}\r\n"
        f"Message-ID: <{number}@cliente.example>\r\nDate: Mon, 02 Nov 2026 09:30:00 +0100\r\n{more}\r\n{body}"
    ).encode()


def stored(cast: Cast) -> list[RawMail]:
    with inside(cast.organization):
        return list(RawMail.objects.order_by("pk"))


def bytes_of(one: RawMail) -> bytes:
    return b"".join(keeping.chunks(one.organization_id, bytes(one.digest)))


def everything() -> int:
    return sum(_many(organization) for organization in Organization.objects.all())


def _many(organization: Organization) -> int:
    with inside(organization):
        return RawMail.objects.count()
