"""Merge two records of the same customer into one, and give both back (U14)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app

from atenda.cases.inheriting import inherit
from atenda.cases.models import Case
from atenda.customers import events
from atenda.customers.editing import words_for, write
from atenda.customers.models import Account, AccountContact, Contact
from atenda.customers.reaching import replace_ways
from atenda.customers.refusals import CannotMerge, ChangedSinceCompared, MergedMeanwhile, TooMuchToMerge
from atenda.customers.uniting import pair_of, united
from atenda.customers.ways import WAYS
from atenda.history.deeds import deed
from atenda.history.merging import last_seq
from atenda.history.models import Event
from atenda.history.recording import record
from atenda.organizations.entering import current_organization
from atenda.staff.models import Agent

MOST = 5000  # cases, and people or companies, of the record that goes
MERGED: dict[str, Any] = {Account.kind: events.ACCOUNT_MERGED, Contact.kind: events.CONTACT_MERGED}
JOINED: dict[str, Any] = {Account.kind: events.ACCOUNT_JOINED, Contact.kind: events.CONTACT_JOINED}
OTHERS = {Account.kind: "contact", Contact.kind: "account"}


@deed
def merge(
    stays: Account | Contact,
    goes: Account | Contact,
    *,
    chosen: Mapping[str, str] | None = None,
    seen: tuple[int, int] | None = None,
    by: Agent | None,
    now: datetime,
) -> Event:
    """Make one record of two. `chosen` says whose value each field is (`uniting.ASKED`); all else is of both.

    Every case, person and company of the one becomes the other's; the one that goes keeps what it was and leads to
    the one that stays. `seen` are the numbers of the latest events of the two when they were compared. The event
    answered can be undone. Raises CannotMerge, MergedMeanwhile, ChangedSinceCompared, TooMuchToMerge.
    """
    if type(stays) is not type(goes) or stays.pk == goes.pk:
        raise CannotMerge
    hold(stays, goes)
    if stays.merged_into_id is not None or goes.merged_into_id is not None:
        raise MergedMeanwhile
    if seen is not None and seen != (last_seq(stays), last_seq(goes)):
        raise ChangedSinceCompared
    _check_size(goes)
    before, theirs = words_for(stays, united(pair := pair_of(stays, goes), chosen or {})), _reach_of(goes)
    after = {name: word for name, word in united(pair, chosen or {}).items() if word != before[name]}
    for field in WAYS:
        replace_ways(goes, field, [])
    goes.merged_into, goes.updated_at = stays, now
    goes.save(update_fields=["merged_into", "updated_at"])
    held = {"links": _links_of(stays)}
    write(stays, after, now, held=goes.tag_ids)
    _move_links(goes, stays)
    cases = inherit(goes=goes, stays=stays, by=by, now=now)
    record(goes, JOINED[goes.kind], by=by, after={"other": [stays.pk, stays.name]}, at=now)
    _look_again_for(goes)
    return record(
        stays,
        MERGED[stays.kind],
        by=by,
        before={name: before[name] for name in after} | held,
        after=after | {"other": [goes.pk, goes.name], "theirs": theirs, "cases": cases},
        at=now,
    )


def hold(*both: Account | Contact) -> None:
    """Lock them, always in one order, so that two of us never lock crosswise."""
    for each in sorted(both, key=lambda each: each.pk):
        each.lock()


@deed
def gather(goes: Account | Contact, *, now: datetime) -> None:
    """What was written for a record while it was merged: its cases and companies follow. Again, nothing does."""
    goes.lock()
    if goes.merged_into_id is not None:
        stays = goes.survivor
        inherit(goes=goes, stays=stays, by=None, now=now)
        _move_links(goes, stays)


def _check_size(goes: Account | Contact) -> None:
    for rows in (Case.objects, AccountContact.objects):
        if len(rows.filter(**{goes.kind: goes}).values_list("pk")[: MOST + 1]) > MOST:
            raise TooMuchToMerge(MOST)


def _reach_of(customer: Account | Contact) -> dict[str, Any]:
    return words_for(customer, WAYS) | {"links": _links_of(customer)}


def _links_of(customer: Account | Contact) -> list[list[Any]]:
    """The companies of a person or the people of a company, with the positions."""
    rows = AccountContact.objects.filter(**{customer.kind: customer}).order_by("pk")
    return [list(row) for row in rows.values_list(f"{OTHERS[customer.kind]}_id", "position")]


def _move_links(goes: Account | Contact, stays: Account | Contact) -> None:
    """Say of both what was said of either; a position that only one of them has is kept."""
    other = f"{OTHERS[goes.kind]}_id"
    theirs = AccountContact.objects.filter(**{goes.kind: goes})
    have = dict(AccountContact.objects.filter(**{stays.kind: stays}).values_list(other, "position"))
    for pk, position in theirs.filter(**{f"{other}__in": list(have)}).values_list(other, "position"):
        if position and not have[pk]:
            AccountContact.objects.filter(**{stays.kind: stays, other: pk}).update(position=position)
    theirs.filter(**{f"{other}__in": list(have)}).delete()
    theirs.update(**{goes.kind: stays})


def _look_again_for(goes: Account | Contact) -> None:
    """In a minute: whoever was opening a case for that record right now did not know."""
    app.configure_task("atenda.customers.jobs.gather", queue="upkeep", schedule_in={"seconds": 60}).defer(
        organization_id=current_organization().pk, kind=goes.kind, customer_id=goes.pk
    )
