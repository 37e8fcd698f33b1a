"""The addresses of the organization entered, kept in the process: every mail that comes or goes asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from atenda.mailboxes.addresses import EXTENSION, without_extension
from atenda.mailboxes.models import MailboxAddress
from atenda.organizations.revisions import kept_until_touched


@dataclass(frozen=True)
class Own:
    """`mains`: by mailbox in use the address it goes by, the oldest mailbox first. `every`: all there are, of mailboxes
    that were retired too."""

    mains: Mapping[int, str]
    every: frozenset[str]

    def main(self, mailbox_id: int | None) -> tuple[int | None, str]:
        """This mailbox and its address; where it is not in use, those of the first that is; none where none is."""
        if mailbox_id is not None and mailbox_id in self.mains:
            return mailbox_id, self.mains[mailbox_id]
        return next(iter(self.mains.items()), (None, ""))

    def has(self, address: str) -> bool:
        """Whether it leads to a mailbox of ours, whatever stands behind its plus: the address that leads into a case
        is ours, too."""
        plain = address.strip().lower()
        return plain in self.every or without_extension(plain) in self.every

    def extension(self, address: str) -> str:
        """What stands behind the plus of an address of ours: of a reply address the sealed name of a case."""
        plain = address.strip().lower()
        if plain in self.every or without_extension(plain) not in self.every:
            return ""
        return plain.rpartition("@")[0].partition(EXTENSION)[2]

    def among(self, addresses: Iterable[str]) -> set[str]:
        """Ours among these, in lower case."""
        return {address.lower() for address in addresses if self.has(address)}


@kept_until_touched
def own() -> Own:
    named = ("address", "is_main", "mailbox", "mailbox__retired_at")
    found = list(MailboxAddress.objects.order_by("mailbox").values_list(*named))
    mains = {mailbox: address for address, is_main, mailbox, retired in found if is_main and retired is None}
    return Own(mains, frozenset(address for address, *_rest in found))
