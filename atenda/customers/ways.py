"""Ways to reach a customer, as values: what a form, an import or a mail gives to the verbs, and what events keep."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeAlias

from atenda.customers.naming import clean
from atenda.customers.phones import read_phone, shown_phone
from atenda.organizations.folding import composed


@dataclass(frozen=True)
class Email:
    address: str
    label: str = ""
    is_default: bool = False

    def cleaned(self, region: str) -> Email:
        address = composed(self.address).strip().lower()
        return replace(self, address=address, label=clean(self.label))

    @property
    def place(self) -> tuple[str, ...]:
        """What tells two ways of a kind apart."""
        return (self.address,)


@dataclass(frozen=True)
class Phone:
    number: str
    label: str = ""
    is_default: bool = False

    def cleaned(self, region: str) -> Phone:
        return replace(self, number=read_phone(clean(self.number), region).number, label=clean(self.label))

    @property
    def place(self) -> tuple[str, ...]:
        return (self.number,)


@dataclass(frozen=True)
class Postal:
    street: str
    postal_code: str = ""
    city: str = ""
    province: str = ""
    country: str = ""
    label: str = ""
    is_default: bool = False

    def cleaned(self, region: str) -> Postal:
        return Postal(
            street=clean(self.street),
            postal_code=clean(self.postal_code),
            city=clean(self.city),
            province=clean(self.province),
            country=self.country,
            label=clean(self.label),
            is_default=self.is_default,
        )

    @property
    def place(self) -> tuple[str, ...]:
        lines = (self.street, self.postal_code, self.city, self.province)
        return (*lines, self.country) if any(lines) else ("",)


Way: TypeAlias = Email | Phone | Postal
WAYS: dict[str, type[Way]] = {"emails": Email, "phones": Phone, "addresses": Postal}


def settled(ways: Iterable[Way], region: str) -> list[Way]:
    """Cleaned, each once, without empty ones, with exactly one default when there is any: that one first."""
    once: dict[tuple[str, ...], Way] = {}
    for way in (way.cleaned(region) for way in ways):
        if any(way.place):
            same = once.setdefault(way.place, way)
            once[way.place] = replace(same, is_default=same.is_default or way.is_default)
    chosen = next((way for way in once.values() if way.is_default), next(iter(once.values()), None))
    rest = sorted((replace(way, is_default=False) for way in once.values() if way is not chosen), key=_order)
    return [replace(chosen, is_default=True), *rest] if chosen else []


def in_words(ways: Iterable[Way]) -> list[dict[str, Any]]:
    """As an event keeps them: without what is empty."""
    return [{name: value for name, value in asdict(way).items() if value} for way in ways]


def from_words(field: str, words: Iterable[dict[str, Any]]) -> list[Way]:
    return [WAYS[field](**word) for word in words]


def in_one_line(way: Way, region: str) -> str:
    """The way as a person reads it, a phone number in groups.

    >>> in_one_line(Phone("+34986123456", "móbil"), "ES"), in_one_line(Postal("Rúa 1", city="Vigo"), "ES")
    ('986 12 34 56 móbil', 'Rúa 1, Vigo')
    """
    match way:
        case Phone():
            return f"{shown_phone(way.number, region)} {way.label}".strip()
        case Email():
            return f"{way.address} {way.label}".strip()
        case Postal():
            town = f"{way.postal_code} {way.city}".strip()
            return ", ".join(filter(None, (way.street, town, way.province, way.country, way.label)))


def _order(way: Way) -> tuple[str, ...]:
    return (*way.place, way.label)
