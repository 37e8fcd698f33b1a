"""Store what was fetched and how far the folder is read, in one transaction, if the door is still ours. Only then may
the server hear of it (2.11)."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from atenda.intake.accepting import accept
from atenda.intake.header_only import accept_header
from atenda.intake.keeping import keep
from atenda.intake.models import Door, Why
from atenda.mailboxes.imap import leases
from atenda.mailboxes.models import ImapDoor, ImapFolder
from atenda.organizations.entering import current_organization

AT_ONCE = 8


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
    _keep_together([mail.raw for mail in mails], current_organization().pk)
    new = 0
    for mail in mails:
        origin = {"folder": folder.name, "uid": mail.uid, "uidvalidity": folder.uidvalidity}
        if mail.why:
            accepted = accept_header(
                mail.raw, why=mail.why, size=mail.size, mailbox=door.mailbox, door=Door.IMAP, now=now, origin=origin
            )
        else:
            accepted = accept(mail.raw, mailbox=door.mailbox, door=Door.IMAP, now=now, origin=origin)
        new += accepted[1]
    ImapFolder.objects.filter(pk=folder.pk).update(last_uid=up_to)
    return new


def _keep_together(raws: Sequence[bytes], organization_id: int) -> None:
    """The disk takes its time over each and can do several at once; `accept` then finds them there."""
    if len(raws) > 1:
        with ThreadPoolExecutor(AT_ONCE) as hands:
            list(hands.map(partial(keep, organization_id), raws))


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
