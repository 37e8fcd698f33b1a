"""Edit a customer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from atenda.customers import events
from atenda.customers.models import Account, Contact
from atenda.customers.naming import clean, search_name_of
from atenda.customers.opening import know_words
from atenda.customers.reaching import replace_ways, ways_of
from atenda.customers.refusals import ChangedMeanwhile, NoName
from atenda.customers.tax_numbers import normalised
from atenda.customers.ways import WAYS, from_words, in_words, settled
from atenda.history.deeds import deed
from atenda.history.merging import changed_since, merge
from atenda.history.recording import record
from atenda.organizations.entering import current_organization
from atenda.staff.models import Agent

FIELDS = {
    Account: ("name", "tax_id", "emails", "phones", "addresses"),
    Contact: ("name", "tax_id", "language", "emails", "phones", "addresses"),
}


@deed
def edit(
    customer: Account | Contact, *, by: Agent | None, now: datetime, seen: int | None = None, **values: Any
) -> None:
    """Change the named fields (of FIELDS); ways to reach are given whole. What is so already changes nothing.

    `seen` is the number of the latest event when the form was opened: what others changed since is kept, field by
    field, and where both changed the same field differently nothing is saved (B3). Raises ChangedMeanwhile, NoName.
    """
    customer.lock()
    mine = {name: _in_words(name, value) for name, value in values.items()}
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
    _write(customer, merged.changes, now)
    kind = events.ACCOUNT_EDITED if isinstance(customer, Account) else events.CONTACT_EDITED
    before = {name: current[name] for name in merged.changes}
    record(customer, kind, by=by, before=before, after=merged.changes, at=now)


def words_for(customer: Account | Contact, fields: Mapping[str, Any] | tuple[str, ...]) -> dict[str, Any]:
    """The fields of a customer as events keep them."""
    return {name: in_words(ways_of(customer, name)) if name in WAYS else getattr(customer, name) for name in fields}


def _in_words(name: str, value: Any) -> Any:
    if name in WAYS:
        return in_words(settled(value, current_organization().country))
    return normalised(value) if name == "tax_id" else clean(value)


def _write(customer: Account | Contact, changes: Mapping[str, Any], now: datetime) -> None:
    columns = {name: value for name, value in changes.items() if name not in WAYS}
    if "name" in columns:
        columns["search_name"] = search_name_of(columns["name"])
        know_words(columns["name"])
    for name, value in columns.items():
        setattr(customer, name, value)
    customer.updated_at = now
    customer.save(update_fields=[*columns, "updated_at"])
    for field in WAYS.keys() & changes.keys():
        replace_ways(customer, field, from_words(field, changes[field]))
