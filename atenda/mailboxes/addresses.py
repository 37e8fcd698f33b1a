"""Which mailbox an address leads to."""

from __future__ import annotations

from typing import Any, NamedTuple

from atenda.mailboxes.models import MailboxAddress

EXTENSION = "+"


class Found(NamedTuple):
    """`extension` is what stood behind the plus: of a reply address the sealed name of a case."""

    organization_id: int
    mailbox_id: int
    is_active: bool
    extension: str


def lookup(address: str) -> Found | None:
    """The mailbox of an address, over all organizations; what stands behind a plus is not compared."""
    local, _at, domain = address.strip().lower().rpartition("@")
    name, _plus, extension = local.partition(EXTENSION)
    candidates = [f"{local}@{domain}", f"{name}@{domain}"]
    rows = MailboxAddress.everywhere.filter(address__in=candidates).select_related("mailbox")
    found = sorted(rows, key=lambda row: -len(row.address))
    if not found:
        return None
    row: Any = found[0]
    exact = row.address == candidates[0]
    return Found(row.organization_id, row.mailbox_id, row.mailbox.is_active, "" if exact else extension)


def without_extension(address: str) -> str:
    """The same without what stands behind its plus.

    >>> without_extension("soporte+1042.k3v@rias.example")
    'soporte@rias.example'
    """
    local, _at, domain = address.rpartition("@")
    return f"{local.partition(EXTENSION)[0]}@{domain}"
