"""Take mails: their bytes first, then a row and the job that files it for each, and only then may anybody say that they
are here (2.11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from atenda.files import storage
from atenda.intake import keeping
from atenda.intake.limits import LARGEST_MAIL
from atenda.intake.models import Door, RawMail
from atenda.intake.refusals import MailTooLarge
from atenda.intake.sameness import sameness
from atenda.mailboxes.models import Mailbox
from atenda.organizations.entering import current_organization

SHOWN = 320


@dataclass(frozen=True)
class Brought:
    """One mail, and what is known of its way here."""

    raw: bytes
    envelope_from: str = ""
    envelope_to: Sequence[str] = ()
    origin: dict[str, Any] = field(default_factory=dict)


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
    brought = Brought(raw, envelope_from, envelope_to, origin or {})
    return accept_many([brought], mailbox=mailbox, door=door, now=now)[0]


@transaction.atomic
def accept_many(mails: Sequence[Brought], *, mailbox: Mailbox, door: Door, now: datetime) -> list[tuple[RawMail, bool]]:
    """Store all of them or none, as `accept` does one; each with whether it was new, in the order they were given.

    It asks the database as often as for one. Of the same mail twice among them the first is the new one.
    """
    if any(len(mail.raw) > LARGEST_MAIL for mail in mails):
        raise MailTooLarge
    if len(mails) > 1:  # two batches of the same mails in another order would wait for each other
        storage.hold(current_organization().pk, f"mailbox {mailbox.pk}".encode())
    sames = [sameness(mail.raw) for mail in mails]
    stored = _stored(mailbox, sames)
    coming: dict[bytes, Brought] = {}
    for same, mail in zip(sames, mails, strict=True):
        if same not in stored:
            coming.setdefault(same, mail)
    new = _store(coming, mailbox, door, now) if coming else {}
    if any(is_new for _mail, is_new in new.values()):
        Mailbox.objects.filter(pk=mailbox.pk).update(received_at=now)
        _wake(mail for mail, is_new in new.values() if is_new)
    stored |= {same: mail for same, (mail, _is_new) in new.items()}
    return [(stored[same], new.pop(same)[1] if same in new else False) for same in sames]


def wake(mail: RawMail) -> None:
    """Have the worker look at it. Nothing rests on it: it looks for what waits by itself."""
    _wake([mail])


def _stored(mailbox: Mailbox, sames: Sequence[bytes]) -> dict[bytes, RawMail]:
    return {bytes(mail.same): mail for mail in RawMail.objects.filter(mailbox=mailbox, same__in=sames)}


def _store(
    coming: dict[bytes, Brought], mailbox: Mailbox, door: Door, now: datetime
) -> dict[bytes, tuple[RawMail, bool]]:
    """Each as it is stored then; one that somebody else stored at the same moment is not new."""
    digests = keeping.keep_all(current_organization().pk, [mail.raw for mail in coming.values()])
    rows = {
        same: RawMail(
            mailbox=mailbox,
            door=door,
            digest=digest,
            same=same,
            size=len(mail.raw),
            envelope_from=mail.envelope_from[:SHOWN],
            envelope_to=[address[:SHOWN] for address in mail.envelope_to[:50]],
            origin=mail.origin,
            received_at=now,
        )
        for (same, mail), digest in zip(coming.items(), digests, strict=True)
    }
    RawMail.objects.bulk_create(rows.values(), ignore_conflicts=True)
    stored = _stored(mailbox, list(coming))
    return {same: (stored[same], _is_it(stored[same], row)) for same, row in rows.items()}


def _is_it(stored: RawMail, row: RawMail) -> bool:
    return bytes(stored.digest) == bytes(row.digest) and stored.received_at == row.received_at


def _wake(mails: Iterable[RawMail]) -> None:
    given: list[JSONDict] = [{"organization_id": mail.organization_id, "mail_id": mail.pk} for mail in mails]
    app.configure_task("atenda.intake.jobs.take_in", queue="intake").batch_defer(*given)
