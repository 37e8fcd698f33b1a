"""Store what was fetched and how far the folder is read, in one transaction, if the door is still ours. Only then may
the server hear of it (2.11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from atenda.intake.accepting import Brought, accept_many
from atenda.intake.header_only import accept_header
from atenda.intake.models import Door, Why
from atenda.mailboxes.imap import leases
from atenda.mailboxes.models import ImapDoor, ImapFolder
from atenda.server.crashing import maybe_crash


@dataclass(frozen=True)
class Fetched:
    """One mail as it was fetched; where `why` says so, its header alone."""

    uid: int
    size: int
    raw: bytes
    why: str = Why.NONE


@transaction.atomic
def store(
    door: ImapDoor, folder: ImapFolder, mails: Sequence[Fetched], *, up_to: int, holder: UUID, now: datetime
) -> int:
    """How many were new. Raises leases.Lost, and OSError where there is no room; then nothing is stored."""
    leases.hold(door.pk, holder)
    whole = [Brought(mail.raw, origin=_origin(folder, mail)) for mail in mails if not mail.why]
    accepted = accept_many(whole, mailbox=door.mailbox, door=Door.IMAP, now=now)
    for mail in mails:
        if mail.why:
            held = accept_header(
                mail.raw,
                why=mail.why,
                size=mail.size,
                mailbox=door.mailbox,
                door=Door.IMAP,
                now=now,
                origin=_origin(folder, mail),
            )
            accepted.append(held)
    ImapFolder.objects.filter(pk=folder.pk).update(last_uid=up_to)
    maybe_crash("fetch-storing")
    return sum(is_new for _mail, is_new in accepted)


def _origin(folder: ImapFolder, mail: Fetched) -> dict[str, Any]:
    return {"folder": folder.name, "uid": mail.uid, "uidvalidity": folder.uidvalidity}


@transaction.atomic
def folder_of(door: ImapDoor, name: str, uidvalidity: int, *, holder: UUID, now: datetime) -> ImapFolder:
    """How far it was read; from the beginning where its mails have new numbers (6.16). Raises leases.Lost."""
    leases.hold(door.pk, holder)
    folder: ImapFolder
    folder, _is_new = ImapFolder.objects.get_or_create(door=door, name=name)
    if folder.uidvalidity != uidvalidity:
        if folder.uidvalidity is not None:
            folder.renumbered_at = now
        folder.uidvalidity, folder.last_uid = uidvalidity, 0
        folder.save(update_fields=["uidvalidity", "last_uid", "renumbered_at"])
    return folder
