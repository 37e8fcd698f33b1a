"""Say that two records are two customers, however alike they are; they are proposed no more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from atenda.customers import events
from atenda.customers.merging import hold
from atenda.customers.models import Account, Contact, LikelyDuplicate
from atenda.customers.permissions import may_merge_customers
from atenda.customers.refusals import CannotMerge, MergedMeanwhile
from atenda.history.deeds import deed
from atenda.history.models import Event
from atenda.history.recording import record
from atenda.history.sight import customer_of
from atenda.history.undoing import CannotUndo, ChangedSince, undoes
from atenda.staff.models import Agent

TOLD_APART: dict[str, Any] = {Account.kind: events.ACCOUNT_TOLD_APART, Contact.kind: events.CONTACT_TOLD_APART}
IS_ANOTHER: dict[str, Any] = {Account.kind: events.ACCOUNT_IS_ANOTHER, Contact.kind: events.CONTACT_IS_ANOTHER}
PROPOSED_AGAIN: dict[str, Any] = {
    Account.kind: events.ACCOUNT_PROPOSED_AGAIN,
    Contact.kind: events.CONTACT_PROPOSED_AGAIN,
}


@deed
def tell_apart(one: Account | Contact, other: Account | Contact, *, by: Agent | None, now: datetime) -> Event | None:
    """They are two. Said again, nothing happens and nothing is answered.

    Raises CannotMerge for a record and itself or one of another kind, MergedMeanwhile.
    """
    if type(one) is not type(other) or one.pk == other.pk:
        raise CannotMerge
    hold(one, other)
    if one.merged_into_id is not None or other.merged_into_id is not None:
        raise MergedMeanwhile
    first, second = sorted((one, other), key=lambda each: each.pk)
    pair, _is_new = LikelyDuplicate.objects.get_or_create(
        kind=first.kind, first_id=first.pk, second_id=second.pk, defaults={"found_at": now}
    )
    if pair.lock().told_apart_at is not None:
        return None
    pair.told_apart_at, pair.told_apart_by = now, by
    pair.save(update_fields=["told_apart_at", "told_apart_by"])
    record(second, IS_ANOTHER[first.kind], by=by, after={"other": [first.pk, first.name]}, at=now)
    return record(first, TOLD_APART[first.kind], by=by, after={"other": [second.pk, second.name]}, at=now)


def are_told_apart(one: Account | Contact, others: list[int]) -> set[int]:
    """Those of the others, by key, of whom somebody said so."""
    said = LikelyDuplicate.objects.filter(kind=one.kind, told_apart_at__isnull=False)
    later = said.filter(first_id=one.pk, second_id__in=others).values_list("second_id", flat=True)
    return {*later, *said.filter(second_id=one.pk, first_id__in=others).values_list("first_id", flat=True)}


def _hold_both(event: Event) -> None:
    hold(*(each for each in _both(event) if each is not None))


def _both(event: Event) -> tuple[Any, Any]:
    first, payload = customer_of(event), event.payloads.first()
    return first, type(first).objects.filter(pk=payload.after["other"][0]).first() if first and payload else None


@undoes(events.ACCOUNT_TOLD_APART, events.CONTACT_TOLD_APART, may=may_merge_customers, hold=_hold_both)
def propose_again(
    event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime
) -> None:
    """Raises ChangedSince when it was taken back already, or one of them was merged since."""
    first, second = _both(event)
    if first is None or second is None:
        raise CannotUndo
    pair = LikelyDuplicate.objects.filter(kind=first.kind, first_id=first.pk, second_id=second.pk).first()
    if pair is None or pair.told_apart_at is None or first.merged_into_id or second.merged_into_id:
        raise ChangedSince
    pair.told_apart_at = pair.told_apart_by = None
    pair.save(update_fields=["told_apart_at", "told_apart_by"])
    for customer, other in ((second, first), (first, second)):
        record(customer, PROPOSED_AGAIN[first.kind], by=by, after={"other": [other.pk, other.name]}, at=now)
