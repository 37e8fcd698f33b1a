"""Take a mail: its bytes first, then a row and the job that files it, and only then may anybody say that it is here
(2.11)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from atenda.intake import keeping
from atenda.intake.limits import LARGEST_MAIL
from atenda.intake.models import Door, RawMail
from atenda.intake.refusals import MailTooLarge
from atenda.intake.sameness import sameness
from atenda.mailboxes.models import Mailbox
from atenda.organizations.entering import current_organization

SHOWN = 320


@transaction.atomic
def accept(
    raw: bytes,
    *,
    mailbox: Mailbox,
    door: Door,
    now: datetime,
    envelope_from: str = "",
    envelope_to: Sequence[str] = (),
    origin: dict[str, Any] | None = None,
) -> tuple[RawMail, bool]:
    """Store a mail for a mailbox of the organization entered; and whether it was new there.

    What has come to the mailbox already, by whatever door, is not stored again. Commit before answering the sender.
    Raises MailTooLarge, and OSError where there is no room.
    """
    if len(raw) > LARGEST_MAIL:
        raise MailTooLarge
    same = sameness(raw)
    known: RawMail | None = RawMail.objects.filter(mailbox=mailbox, same=same).first()
    if known is not None:
        return known, False
    organization = current_organization()
    mail = RawMail(
        mailbox=mailbox,
        door=door,
        digest=keeping.keep(organization.pk, raw),
        same=same,
        size=len(raw),
        envelope_from=envelope_from[:SHOWN],
        envelope_to=[address[:SHOWN] for address in envelope_to[:50]],
        origin=origin or {},
        received_at=now,
    )
    RawMail.objects.bulk_create([mail], ignore_conflicts=True)
    stored: RawMail = RawMail.objects.get(mailbox=mailbox, same=same)
    is_new = bytes(stored.digest) == bytes(mail.digest) and stored.received_at == now
    if is_new:
        Mailbox.objects.filter(pk=mailbox.pk).update(received_at=now)
        wake(stored)
    return stored, is_new


def wake(mail: RawMail) -> None:
    """Have the worker look at it. Nothing rests on it: it looks for what waits by itself."""
    app.configure_task("atenda.intake.jobs.take_in", queue="intake").defer(
        organization_id=mail.organization_id, mail_id=mail.pk
    )
