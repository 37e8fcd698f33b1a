"""What the pages of mailboxes show."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from atenda.intake.models import RawMail
from atenda.mailboxes.models import HookDoor, ImapDoor, ImapFolder, Mailbox, MailboxAddress
from atenda.mailboxes.providers import Provider
from atenda.organizations.folding import sort_key

MOST_ARRIVED = 10


@dataclass
class Row:
    """A mailbox, with its addresses, the main one first, and where its mail is fetched."""

    mailbox: Mailbox
    addresses: list[str] = field(default_factory=list)
    doors: list[ImapDoor] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The one customers are told."""
        return self.addresses[0] if self.addresses else ""

    @property
    def in_trouble(self) -> list[ImapDoor]:
        return [door for door in self.doors if door.trouble_kind and not door.is_paused]


def mailboxes() -> list[Row]:
    """All of them by name, those in use first."""
    rows = {one.pk: Row(one) for one in Mailbox.objects.all()}
    for address in MailboxAddress.objects.order_by("-is_main", "address"):
        rows[address.mailbox_id].addresses.append(address.address)
    for door in ImapDoor.objects.filter(ended_at=None).order_by("pk"):
        rows[door.mailbox_id].doors.append(door)
    return sorted(rows.values(), key=lambda row: (not row.mailbox.is_active, sort_key(row.mailbox.name)))


def one(mailbox: Mailbox) -> Row:
    addresses = MailboxAddress.objects.filter(mailbox=mailbox).order_by("-is_main", "address")
    doors = ImapDoor.objects.filter(mailbox=mailbox, ended_at=None).order_by("pk")
    return Row(mailbox, list(addresses.values_list("address", flat=True)), list(doors))


def folders_of(doors: list[ImapDoor]) -> dict[int, dict[str, ImapFolder]]:
    """How far each was read, by door and name."""
    found: dict[int, dict[str, ImapFolder]] = defaultdict(dict)
    for folder in ImapFolder.objects.filter(door__in=[door.pk for door in doors]):
        found[folder.door_id][folder.name] = folder
    return found


def arrived(mailbox: Mailbox, since: datetime) -> list[RawMail]:
    """What came since, the newest first."""
    return list(RawMail.objects.filter(mailbox=mailbox, received_at__gte=since).order_by("-received_at")[:MOST_ARRIVED])


def hooks_of(mailbox: Mailbox) -> list[tuple[HookDoor, Provider]]:
    """The providers that bring its mails, the oldest first."""
    return [(door, Provider(door.provider)) for door in HookDoor.objects.filter(mailbox=mailbox).order_by("pk")]
