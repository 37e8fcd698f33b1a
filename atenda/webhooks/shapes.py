"""How a case or a customer looks to another program. Ids and what they are called; moments in universal time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from atenda.cases.describing import LINKS, TEXTS
from atenda.cases.models import Case, Tag
from atenda.customers.models import Account, Contact
from atenda.organizations.labels import LANGUAGES
from atenda.staff.models import Agent

MOMENTS = ("due_at", "created_at", "updated_at", "contacted_at", "closed_at")
EMPLOYMENTS = 20


def cases_shaped(ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """By key; one question for the cases, one for their people and one for their tags."""
    cases = list(Case.objects.filter(pk__in=set(ids)).select_related(*LINKS))
    agents = Agent.objects.in_bulk({pk for case in cases for pk in case.assignee_ids})
    tags = Tag.objects.in_bulk({pk for case in cases for pk in case.tag_ids})
    return {case.pk: _case(case, agents, tags) for case in cases}


def _case(case: Case, agents: dict[int, Agent], tags: dict[int, Tag]) -> dict[str, Any]:
    return {
        "id": case.pk,
        "folio": case.folio,
        **{name: getattr(case, name) for name in TEXTS},
        **{name: _named(getattr(case, name)) for name in LINKS},
        "assignees": [_named(agents[pk]) for pk in case.assignee_ids if pk in agents],
        "tags": [_named(tags[pk]) for pk in case.tag_ids if pk in tags],
        **{name: moment(getattr(case, name)) for name in MOMENTS},
        "reopen_count": case.reopen_count,
        "is_in_bin": case.binned_at is not None,
    }


def customers_shaped(model: type[Account] | type[Contact], ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    found = model.objects.filter(pk__in=set(ids)).prefetch_related("phones", "emails")
    return {customer.pk: _customer(customer) for customer in found}


def _customer(customer: Account | Contact) -> dict[str, Any]:
    return {
        "id": customer.pk,
        "name": customer.name,
        "phones": [phone.number for phone in customer.phones.all()],
        "emails": [email.address for email in customer.emails.all()],
    }


def moment(at: datetime | None) -> str | None:
    """As RFC 3339 writes it.

    >>> moment(datetime(2026, 11, 2, 9, 30, tzinfo=UTC))
    '2026-11-02T09:30:00Z'
    """
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at is not None else None


def _named(row: Any) -> dict[str, Any] | None:
    """A row by its key and what it is called; words of the organization in each of its languages."""
    if row is None:
        return None
    labels = getattr(row, "labels", None)
    if labels:
        return {"id": row.pk, "name": {language: labels[language] for language in LANGUAGES if language in labels}}
    return {"id": row.pk, "name": str(row)}
