"""Which ways to reach a customer are on record, and putting other ones in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from atenda.customers.models import Account, Address, Contact, EmailAddress, PhoneNumber, Reach
from atenda.customers.phones import read_phone
from atenda.customers.ways import WAYS, Way, settled
from atenda.organizations.entering import current_organization

ROWS: dict[str, type[Reach]] = {"emails": EmailAddress, "phones": PhoneNumber, "addresses": Address}


def ways_of(customer: Account | Contact, field: str) -> list[Way]:
    """The e-mails, phones or addresses of a customer, the default first."""
    kind = WAYS[field]
    names = [each.name for each in fields(kind)]
    rows = ROWS[field].objects.filter(**{customer.kind: customer}).values(*names)
    return settled((kind(**row) for row in rows), current_organization().country)


def replace_ways(customer: Account | Contact, field: str, ways: Sequence[Way]) -> None:
    """Make `ways`, settled, all there is of that kind. Rows that stay keep their id; the customer is locked."""
    kept = {_way(field, row).place: row for row in ROWS[field].objects.filter(**{customer.kind: customer})}
    wanted = {way.place: way for way in ways}
    gone = [row.pk for place, row in kept.items() if place not in wanted]
    ROWS[field].objects.filter(pk__in=gone).delete()
    kept = {place: row for place, row in kept.items() if place in wanted}
    if any(row.is_default and not wanted[place].is_default for place, row in kept.items()):
        ROWS[field].objects.filter(**{customer.kind: customer}).update(is_default=False)
    for place, row in kept.items():
        ROWS[field].objects.filter(pk=row.pk).update(label=wanted[place].label, is_default=wanted[place].is_default)
    add_ways(customer, field, [way for place, way in wanted.items() if place not in kept])


def add_ways(customer: Account | Contact, field: str, ways: Sequence[Way]) -> None:
    """Add ways that are not on record yet. The caller has settled them, the default among them."""
    rows = [ROWS[field](**{customer.kind: customer}, **_columns(way)) for way in ways]
    if rows:
        ROWS[field].objects.bulk_create(rows)


def _columns(way: Way) -> dict[str, Any]:
    columns = {each.name: getattr(way, each.name) for each in fields(way)}
    if "number" in columns:
        columns["national"] = read_phone(columns["number"], current_organization().country).national
    return columns


def _way(field: str, row: Reach) -> Way:
    kind = WAYS[field]
    return kind(**{each.name: getattr(row, each.name) for each in fields(kind)})
