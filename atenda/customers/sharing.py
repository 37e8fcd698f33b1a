"""Who else has a phone number, an e-mail or a tax number: said beside the field, never refused.

A family or an office may share them (U14); the same company put on record twice is what the remark is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from atenda.customers.cards import Card, cards
from atenda.customers.models import Account, Contact, EmailAddress, PhoneNumber
from atenda.customers.naming import clean
from atenda.customers.phones import read_phone
from atenda.customers.search import MODELS
from atenda.customers.tax_numbers import normalised
from atenda.organizations.entering import current_organization

SHOWN = 3
MOST = 100
FIELDS = {
    "phone": re.compile(r"phone|phones-[0-9]{1,3}-number"),
    "email": re.compile(r"email|emails-[0-9]{1,3}-address"),
    "tax": re.compile(r"tax_id"),
}
Value: TypeAlias = tuple[str, str]
Key: TypeAlias = tuple[str, int]


def is_shareable(field: str) -> bool:
    """Whether a field of a customer's form, by its name there, holds one of these."""
    return _kind_of(field) is not None


def sharers(typed: Mapping[str, str], *, but: Account | Contact | None = None) -> dict[str, list[Card]]:
    """Per field of a form, the first few customers who have what was typed into it; as many queries for all fields.

    `but` is the customer whose form it is.
    """
    meant = {field: value for field, text in typed.items() if (value := _value(field, text))}
    owners: dict[Value, list[Key]] = {}
    own = (but.kind, but.pk) if but else None
    for value, key in _owners(set(meant.values())):
        others = owners.setdefault(value, [])
        if key != own and key not in others and len(others) < SHOWN:
            others.append(key)
    found = _cards({key for keys in owners.values() for key in keys})
    said = {field: [found[key] for key in owners.get(value, ())] for field, value in meant.items()}
    return {field: others for field, others in said.items() if others}


def _kind_of(field: str) -> str | None:
    return next((kind for kind, named in FIELDS.items() if named.fullmatch(field)), None)


def _value(field: str, text: str) -> Value | None:
    kind, text = _kind_of(field), clean(text)[:254]
    if kind is None or not text:
        return None
    if kind == "phone":
        return kind, read_phone(text, current_organization().country).number
    return kind, text.lower() if kind == "email" else normalised(text)


def _owners(values: set[Value]) -> Iterator[tuple[Value, Key]]:
    region = current_organization().country
    numbers = [number for kind, number in values if kind == "phone"]
    if numbers:
        nationals = [read_phone(number, region).national for number in numbers]
        rows = PhoneNumber.objects.filter(national__in=nationals, number__in=numbers).order_by("id")
        yield from _ways("phone", rows.values_list("number", "account_id", "contact_id")[:MOST])
    addresses = [address for kind, address in values if kind == "email"]
    if addresses:
        emails = EmailAddress.objects.filter(address__in=addresses).order_by("id")
        yield from _ways("email", emails.values_list("address", "account_id", "contact_id")[:MOST])
    tax_ids = [number for kind, number in values if kind == "tax" and number]
    for of in MODELS if tax_ids else ():
        same = MODELS[of].objects.current().filter(tax_id__in=tax_ids).exclude(tax_id="").order_by("id")
        for number, pk in same.values_list("tax_id", "pk")[:MOST]:
            yield ("tax", number), (of, pk)


def _ways(kind: str, rows: Iterable[tuple[str, int | None, int | None]]) -> Iterator[tuple[Value, Key]]:
    for value, account, contact in rows:
        yield (kind, value), ("account", account) if account else ("contact", contact or 0)


def _cards(keys: set[Key]) -> dict[Key, Card]:
    customers = [
        customer
        for of in MODELS
        if (pks := [pk for kind, pk in keys if kind == of])
        for customer in MODELS[of].objects.filter(pk__in=pks)
    ]
    return {(card.kind, card.id): card for card in cards(customers)}
