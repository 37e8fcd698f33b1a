"""What is known of a customer apart from how to reach them, as forms give it, as events keep it, as columns hold it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict
from zoneinfo import available_timezones

from atenda.customers.models import Account, Contact
from atenda.customers.naming import clean, search_name_of
from atenda.customers.tags import ids_of, names_of, settled_tags
from atenda.customers.tax_numbers import TaxNumber, normalised, read_tax_number
from atenda.customers.ways import Postal, Way
from atenda.organizations.entering import current_organization
from atenda.organizations.folding import fold

TAX = ("tax_id", "tax_kind", "tax_kept")
PLAIN = ("name", *TAX, "language", "time_zone", "notes", "tags")


class Profile(TypedDict, total=False):
    """What the verbs take beside the name; what is not given is empty. `tags` are names."""

    tax_id: str
    tax_kind: str
    tax_kept: bool
    language: str
    time_zone: str
    notes: str
    tags: Iterable[str]


def settled(given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields given, as events keep them; the tax number is not checked yet."""
    return {name: _settled(name, value) for name, value in given.items()}


def checked_tax(given: Mapping[str, Any], addresses: Iterable[Way]) -> dict[str, Any]:
    """The three fields of the tax number by the rules of the country of the default address, else of ours.

    Raises WrongTaxNumber."""
    home = current_organization().country
    country = next((way.country for way in addresses if isinstance(way, Postal) and way.country), home)
    read = read_tax_number(
        given.get("tax_id", ""),
        country=country,
        home=home,
        kind=given.get("tax_kind", ""),
        keep=given.get("tax_kept", False),
    )
    return tax_words(read)


def tax_words(read: TaxNumber) -> dict[str, Any]:
    return {"tax_id": read.number, "tax_kind": read.kind, "tax_kept": read.is_kept}


def words_of(customer: Account | Contact, name: str) -> Any:
    """A field of a customer as events keep it."""
    return names_of(customer.tag_ids) if name == "tags" else getattr(customer, name)


def columns_of(words: Mapping[str, Any], *, held: Iterable[int] = ()) -> dict[str, Any]:
    """The columns that hold these fields of a customer who has the tags `held`. Raises RetiredTag."""
    columns = {name: value for name, value in words.items() if name != "tags"}
    if "tags" in words:
        columns["tag_ids"] = ids_of(words["tags"], held=held)
    if "name" in words:
        columns["search_name"] = search_name_of(words["name"])
    return columns


def town_of(addresses: Iterable[Way]) -> str:
    """What the `town` of a customer with these addresses, the default first, is."""
    return next((fold(way.city)[:100] for way in addresses if isinstance(way, Postal)), "")


def _settled(name: str, value: Any) -> Any:
    match name:
        case "tags":
            return settled_tags(value)
        case "tax_id":
            return normalised(value)
        case "tax_kept":
            return bool(value)
        case "notes":
            return "\n".join(line.rstrip() for line in value.replace("\x00", "").splitlines()).strip()
        case "time_zone":
            return value if value in available_timezones() else ""
        case _:
            return clean(value)
