"""A customer in one line: what a list, a picker and a case show of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection

from atenda.customers.phones import dial_address, shown_phone
from atenda.organizations.entering import current_organization

OTHERS_SHOWN = 3
WAYS = (
    ("phone", "customers_phonenumber", "number"),
    ("email", "customers_emailaddress", "address"),
    ("town", "customers_address", "city"),
)


@dataclass(frozen=True)
class Card:
    """`others` are the companies of a person or the people of a company, the first few of them."""

    kind: str
    id: int
    name: str
    phone: str = ""
    phone_shown: str = ""
    email: str = ""
    town: str = ""
    others: tuple[str, ...] = ()
    has_more_others: bool = False

    @property
    def value(self) -> str:
        """How forms and addresses name this customer."""
        return f"{self.kind}:{self.id}"

    @property
    def dial(self) -> str:
        return dial_address(self.phone)

    @property
    def note(self) -> str:
        """What tells this customer from others of the same name."""
        return " · ".join(filter(None, [", ".join(self.others), self.phone_shown, self.email]))


class Customer(Protocol):
    """What a card needs to know of a customer, a row or less."""

    @property
    def kind(self) -> str: ...
    @property
    def pk(self) -> int: ...
    @property
    def name(self) -> str: ...


def cards(customers: Sequence[Customer]) -> list[Card]:
    """The cards of these customers, in their order; one query for one as for a hundred."""
    if not customers:
        return []
    shown: dict[tuple[str, int], dict[str, list[str]]] = {}
    for kind, pk, what, _place, value in sorted(_shown_of(customers)):
        shown.setdefault((kind, pk), {}).setdefault(what, []).append(value)
    region = current_organization().country
    return [_card(customer, shown.get((customer.kind, customer.pk), {}), region) for customer in customers]


def _card(customer: Customer, shown: dict[str, list[str]], region: str) -> Card:
    phone, email, town = (shown.get(what, [""])[0] for what in ("phone", "email", "town"))
    names = shown.get("other", [])
    return Card(
        customer.kind,
        customer.pk,
        name=customer.name,
        phone=phone,
        phone_shown=shown_phone(phone, region),
        email=email,
        town=town,
        others=tuple(names[:OTHERS_SHOWN]),
        has_more_others=len(names) > OTHERS_SHOWN,
    )


def _shown_of(customers: Sequence[Customer]) -> list[tuple[str, int, str, int, str]]:
    """What the cards show beside the names: of whom, what, its place among others, and the value."""
    arms: list[str] = []
    values: list[Any] = []
    organization = current_organization().pk
    for kind, other in (("contact", "account"), ("account", "contact")):
        pks = [each.pk for each in customers if each.kind == kind]
        if pks:
            for what, table, column in WAYS:
                arms.append(
                    f"""SELECT '{kind}', way.{kind}_id, '{what}', 0, way.{column} FROM {table} way
                    WHERE way.organization_id = %s AND way.{kind}_id = ANY(%s) AND way.is_default"""  # noqa: S608
                )
                values += [organization, pks]
            arms.append(
                f"""SELECT '{kind}', customer, 'other', other.id, other.name
                FROM unnest(%s::bigint[]) customer CROSS JOIN LATERAL (
                    SELECT link.id, who.name FROM customers_accountcontact link
                    JOIN customers_{other} who ON who.organization_id = %s AND who.id = link.{other}_id
                    WHERE link.organization_id = %s AND link.{kind}_id = customer
                    ORDER BY link.id LIMIT {OTHERS_SHOWN + 1}) other"""  # noqa: S608  our own names
            )
            values += [pks, organization, organization]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(arms), values)
        return list(cursor.fetchall())
