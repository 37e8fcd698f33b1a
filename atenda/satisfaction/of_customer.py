"""What one customer said, for their page."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q

from atenda.customers.models import Account, Contact
from atenda.satisfaction.reckoning import Sum, rated_by, summed
from atenda.staff.models import Agent

LONGEST = 19  # digits of a key


def ratings_of_customer(actor: Agent, *, account: Account | None = None, contact: Contact | None = None) -> Sum | None:
    """Of the cases this agent may see; None where they said nothing."""
    customer = account or contact
    if customer is None:
        return None
    found = summed(rated_by(actor, of_customer(customer.kind, customer.pk)))
    return found if found.rated else None


def of_customer(kind: str, pk: int) -> Q:
    """What they said themselves; of an account, in its cases."""
    return Q(account=pk) | Q(case__account=pk) if kind == "account" else Q(contact=pk)


def read_customer(said: Mapping[str, str]) -> tuple[str, int] | None:
    """`customer=contact:12`; None where that makes no sense."""
    kind, _colon, number = said.get("customer", "").partition(":")
    is_one = kind in ("contact", "account") and number.isascii() and number.isdecimal() and len(number) < LONGEST
    return (kind, int(number)) if is_one else None
