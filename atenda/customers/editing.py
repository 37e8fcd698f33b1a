"""Edit a customer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from atenda.customers import events
from atenda.customers.models import Account, Contact
from atenda.customers.opening import know_words
from atenda.customers.profile import PLAIN, TAX, checked_tax, columns_of, settled, town_of, words_of
from atenda.customers.reaching import replace_ways, ways_of
from atenda.customers.refusals import ChangedMeanwhile, MergedMeanwhile, NoName
from atenda.customers.ways import WAYS, from_words, in_words
from atenda.customers.ways import settled as settled_ways
from atenda.history.deeds import deed
from atenda.history.merging import changed_since, merge
from atenda.history.recording import record
from atenda.organizations.entering import current_organization
from atenda.staff.models import Agent

FIELDS = (*PLAIN, *WAYS)


@deed
def edit(
    customer: Account | Contact, *, by: Agent | None, now: datetime, seen: int | None = None, **values: Any
) -> None:
    """Change the named fields (of FIELDS); ways to reach are given whole. What is so already changes nothing.

    `seen` is the number of the latest event when the form was opened: what others changed since is kept, field by
    field, and where both changed the same field differently nothing is saved (B3). A tax number is checked when it is
    changed. Raises ChangedMeanwhile, MergedMeanwhile, NoName, RetiredTag, WrongTaxNumber.
    """
    customer.lock()
    if customer.merged_into_id is not None:
        raise MergedMeanwhile
    mine = words_typed(values)
    if any(mine[name] != getattr(customer, name) for name in TAX if name in mine):
        mine |= _checked(customer, mine)
    if mine.get("name") == "":
        raise NoName
    current = words_for(customer, mine)
    theirs = changed_since(customer, seen) if seen is not None else {}
    merged = merge(current=current, theirs=theirs, mine=mine)
    if merged.conflicts:
        shown = {**current, **merged.changes, **{name: mine[name] for name in merged.conflicts}}
        raise ChangedMeanwhile(merged.conflicts, shown)
    if not merged.changes:
        return
    write(customer, merged.changes, now)
    kind = events.ACCOUNT_EDITED if isinstance(customer, Account) else events.CONTACT_EDITED
    before = {name: current[name] for name in merged.changes}
    record(customer, kind, by=by, before=before, after=merged.changes, at=now)


def words_for(customer: Account | Contact, fields: Iterable[str]) -> dict[str, Any]:
    """The fields of a customer as events keep them."""
    return {name: in_words(ways_of(customer, name)) if name in WAYS else words_of(customer, name) for name in fields}


def words_typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a form gives, as events keep it; the tax number is not checked yet."""
    country = current_organization().country
    return {
        name: in_words(settled_ways(value, country)) if name in WAYS else settled({name: value})[name]
        for name, value in values.items()
    }


def _checked(customer: Account | Contact, mine: Mapping[str, Any]) -> dict[str, Any]:
    given = {**{name: getattr(customer, name) for name in TAX}, **mine}
    where = from_words("addresses", mine["addresses"]) if "addresses" in mine else ways_of(customer, "addresses")
    return checked_tax(given, where)


def write(customer: Account | Contact, changes: Mapping[str, Any], now: datetime, *, held: Iterable[int] = ()) -> None:
    """Put fields, as events keep them, into the rows of a customer who is locked. Tags `held` may be retired ones."""
    plain = {name: value for name, value in changes.items() if name not in WAYS}
    columns = columns_of(plain, held=[*customer.tag_ids, *held])
    if "name" in columns:
        know_words(columns["name"])
    if "addresses" in changes:
        columns["town"] = town_of(from_words("addresses", changes["addresses"]))
    for name, value in columns.items():
        setattr(customer, name, value)
    customer.updated_at = now
    customer.save(update_fields=[*columns, "updated_at"])
    for field in WAYS.keys() & changes.keys():
        replace_ways(customer, field, from_words(field, changes[field]))
