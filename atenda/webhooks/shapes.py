"""How a case or a customer looks to another program: as the API shapes it, in the language of the organization."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.utils import translation

from atenda.api.shapes import cases as of_cases
from atenda.api.shapes import customers as of_customers
from atenda.cases.models import Case
from atenda.customers.models import Account, Contact
from atenda.history.merging import last_seq
from atenda.organizations.entering import current_organization


def cases_shaped(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """By key, as they are now."""
    found = Case.objects.filter(pk__in=set(ids), erased_at=None).select_related("contact", "account")
    with translation.override(current_organization().language):
        return {case.pk: of_cases.whole(case, last_seq(case)) for case in found}


def customers_shaped(model: type[Account] | type[Contact], ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """By key, as they are now."""
    found = model.objects.filter(pk__in=set(ids))
    with translation.override(current_organization().language):
        return {customer.pk: of_customers.whole(customer, last_seq(customer)) for customer in found}


def moment(at: datetime) -> str:
    """As RFC 3339 writes it.

    >>> moment(datetime(2026, 11, 2, 9, 30, tzinfo=UTC))
    '2026-11-02T09:30:00Z'
    """
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
