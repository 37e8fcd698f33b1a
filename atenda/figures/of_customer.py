"""The analysis bar on a customer's page: the same figures, of their cases."""

from __future__ import annotations

from django.utils import timezone

from atenda.customers.models import Account, Contact
from atenda.figures.bar import Bar, bar
from atenda.figures.remembering import period_of
from atenda.staff.models import Agent


def figures_of_customer(actor: Agent, *, account: Account | None = None, contact: Contact | None = None) -> Bar:
    """Of the period this agent looks at; counted from the cases, which are few."""
    customer = contact or account
    assert customer is not None
    now = timezone.now()
    return bar(actor, period_of(actor, {}, now=now), now=now, customer=(customer.kind, customer.pk))
