"""Take a merging back: two records again, each with what it had, except what was changed since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from atenda.cases.inheriting import inherit
from atenda.customers import events
from atenda.customers.editing import words_for, write
from atenda.customers.merging import OTHERS, hold
from atenda.customers.models import Account, AccountContact, Contact
from atenda.customers.permissions import may_merge_customers
from atenda.customers.profile import TAX
from atenda.customers.reaching import replace_ways
from atenda.customers.search import MODELS
from atenda.customers.ways import WAYS, from_words
from atenda.history.models import Event
from atenda.history.recording import record
from atenda.history.sight import customer_of
from atenda.history.undoing import CannotUndo, ChangedSince, undoes
from atenda.staff.models import Agent

PARTED: dict[str, Any] = {Account.kind: events.ACCOUNT_PARTED, Contact.kind: events.CONTACT_PARTED}


def _hold_both(event: Event) -> None:
    """As merging does it, which of them stayed or not."""
    stays, payload = customer_of(event), event.payloads.first()
    goes = type(stays).objects.filter(pk=payload.after["other"][0]).first() if stays and payload else None
    hold(*(each for each in (stays, goes) if each is not None))


@undoes(events.ACCOUNT_MERGED, events.CONTACT_MERGED, may=may_merge_customers, hold=_hold_both)
def part(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """The record that went is itself again, with its cases; what came since stays with the one that stayed.

    Raises ChangedSince when one of them was merged again.
    """
    stays = customer_of(event)
    goes = type(stays).objects.filter(pk=after["other"][0]).first() if stays else None
    if stays is None or goes is None:
        raise CannotUndo
    if goes.merged_into_id != stays.pk or stays.merged_into_id is not None:
        raise ChangedSince
    theirs = after["theirs"]
    had, now_has = _fields_to_give_back(stays, before, after)
    write(stays, had, now, held=goes.tag_ids)
    goes.merged_into, goes.updated_at = None, now
    goes.save(update_fields=["merged_into", "updated_at"])
    for field in WAYS:
        replace_ways(goes, field, from_words(field, theirs[field]))
    _give_links_back(stays, goes, theirs["links"], dict(before["links"]))
    inherit(goes=stays, stays=goes, only=after["cases"], by=by, now=now)
    record(goes, PARTED[goes.kind], by=by, after={"other": [stays.pk, stays.name]}, at=now)
    other = {"other": [goes.pk, goes.name]}
    record(stays, PARTED[stays.kind], by=by, before=now_has, after=had | other, at=now)


def _fields_to_give_back(
    stays: Account | Contact, before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What nobody changed since the two were merged: as it was before, and as it is."""
    merged = [name for name in before if name != "links"]
    current = words_for(stays, merged)
    same = {name for name in merged if current[name] == after[name]}
    if not same.issuperset(name for name in TAX if name in merged):
        same -= set(TAX)
    return {name: before[name] for name in merged if name in same}, {
        name: current[name] for name in merged if name in same
    }


def _give_links_back(
    stays: Account | Contact, goes: Account | Contact, links: list[list[Any]], own: dict[int, str]
) -> None:
    """The companies, or people, of the one that went: not those that the other was said to have lost since.

    Where it was written once more for the one that went, while it was merged, that makes way.
    """
    kind = OTHERS[goes.kind]
    there = dict(AccountContact.objects.filter(**{stays.kind: stays}).values_list(f"{kind}_id", "position"))
    others = MODELS[kind].objects.current().in_bulk([pk for pk, _position in links])
    given = [pk for pk, _position in links if pk in own or pk in there]
    AccountContact.objects.filter(**{goes.kind: goes, f"{kind}_id__in": given}).delete()
    made = []
    for pk, position in links:
        if pk in own and pk in others:
            if there.get(pk) == position:  # the other record had it from this one, if not of its own
                AccountContact.objects.filter(**{stays.kind: stays, f"{kind}_id": pk}).update(position=own[pk])
            made.append(AccountContact(**{goes.kind: goes, f"{kind}_id": pk, "position": position}))
        elif pk in there:
            AccountContact.objects.filter(**{stays.kind: stays, f"{kind}_id": pk}).update(**{goes.kind: goes})
    AccountContact.objects.bulk_create(made)
