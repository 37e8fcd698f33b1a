"""Addresses at which a mail of ours did not arrive: said wherever their customer is looked at, until a mail comes from
there or somebody says that the address is right again (U20, B21)."""

from __future__ import annotations

from datetime import datetime

from atenda.customers.models import Account, Contact, EmailAddress
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.intake import events
from atenda.intake.models import DeadAddress
from atenda.organizations.entering import current_organization
from atenda.organizations.prepared import prepared
from atenda.staff.models import Agent

ALIVE = "DELETE FROM intake_deadaddress WHERE organization_id = %s AND address = %s"


def dead_of(customer: Account | Contact) -> list[DeadAddress]:
    """Those of one customer, the latest first."""
    theirs = EmailAddress.objects.filter(**{customer.kind: customer}).values_list("address", flat=True)
    addresses = [address.lower() for address in theirs]
    return list(DeadAddress.objects.filter(address__in=addresses).order_by("-at"))


def shown_with_customer(
    actor: Agent, *, account: Account | None = None, contact: Contact | None = None
) -> list[DeadAddress] | None:
    """The block on a customer's page; None where mail arrives."""
    customer = account or contact
    return (dead_of(customer) or None) if customer else None


def comes_from(address: str) -> None:
    """A mail came from there, so somebody reads there."""
    with prepared() as cursor:
        cursor.execute(ALIVE, [current_organization().pk, address.lower()])


@deed
def say_right(customer: Account | Contact, row: DeadAddress, *, by: Agent, now: datetime) -> None:
    """Whatever was wrong with it is mended. Said again, nothing changes."""
    customer.lock()
    gone, _rows = DeadAddress.objects.filter(pk=row.pk).delete()
    if gone:
        record(customer, events.RIGHT_AGAIN, by=by, after={"name": row.address}, at=now)
