"""How deeds on customers are taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from atenda.customers import events, retagging
from atenda.customers.editing import edit, words_for
from atenda.customers.linking import link, unlink
from atenda.customers.models import Account, AccountContact, Contact, Tag
from atenda.customers.permissions import may_edit_customers, may_manage_tags
from atenda.customers.refusals import MergedMeanwhile, RetiredTag, TagIsThere, WrongTaxNumber
from atenda.customers.search import MODELS
from atenda.customers.ways import WAYS, from_words
from atenda.history.models import Event
from atenda.history.sight import customer_of
from atenda.history.undoing import CannotUndo, ChangedSince, undoes
from atenda.staff.models import Agent


@undoes(events.ACCOUNT_EDITED, events.CONTACT_EDITED, may=may_edit_customers)
def unedit(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """Give the fields back what they held. Raises ChangedSince when somebody changed one of them later."""
    customer = _customer(event)
    if words_for(customer, after) != after:
        raise ChangedSince
    values: dict[str, Any] = {
        name: from_words(name, words) if name in WAYS else words for name, words in before.items()
    }
    if "tax_id" in values:
        values["tax_kept"] = True  # it was on record: whatever does not fit is kept again
    try:
        edit(customer, by=by, now=now, **values)
    except (WrongTaxNumber, RetiredTag) as refusal:
        raise CannotUndo from refusal


@undoes(events.CONTACT_LINKED, events.CONTACT_UNLINKED, may=may_edit_customers)
def relink(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """Say again what was said of where a person works.

    Raises ChangedSince when something else was said later, or the company was merged: that is to be undone first.
    """
    contact, was, became = _customer(event), before.get("company"), after.get("company")
    account = Account.objects.filter(pk=(was or became or {}).get("account")).first()
    if account is None or not isinstance(contact, Contact):
        raise CannotUndo
    there = AccountContact.objects.filter(contact=contact, account=account).values_list("position", flat=True).first()
    if there != (became["position"] if became else None):
        raise ChangedSince
    try:
        if was:
            link(contact, account, position=was["position"], by=by, now=now)
        else:
            unlink(contact, account, by=by, now=now)
    except MergedMeanwhile as refusal:
        raise ChangedSince from refusal


@undoes(events.TAG_RENAMED, may=may_manage_tags)
def rename_back(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """Raises ChangedSince when it was renamed again, CannotUndo when another tag has that name now."""
    tag = _tag(event)
    if tag.name != after["name"]:
        raise ChangedSince
    try:
        retagging.rename(tag, to=before["name"], by=by, now=now)
    except TagIsThere as refusal:
        raise CannotUndo from refusal


@undoes(events.TAG_RETIRED, may=may_manage_tags)
def unretire(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """Raises ChangedSince when it was brought back, or replaced by another one."""
    tag = _tag(event)
    if tag.retired_at is None or tag.replaced_by_id is not None:
        raise ChangedSince
    retagging.restore(tag, by=by, now=now)


@undoes(events.TAG_REPLACED, may=may_manage_tags)
def unreplace(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """Whose tags were changed since keeps them. Raises CannotUndo where they were too many for one deed."""
    tag = _tag(event)
    had = {kind: after[kind] for kind in MODELS if kind in after}
    other = Tag.objects.filter(pk=after["other"][0]).first()
    if not had or other is None:
        raise CannotUndo
    if tag.replaced_by_id != other.pk:
        raise ChangedSince
    retagging.give_back(tag, other, had, by=by, now=now)


def _tag(event: Event) -> Tag:
    tag: Tag | None = Tag.objects.filter(pk=event.subject_id).first()
    if tag is None:
        raise CannotUndo
    return tag


def _customer(event: Event) -> Account | Contact:
    """Raises ChangedSince for a record that was merged into another: that is to be undone first."""
    customer = customer_of(event)
    if customer is None:
        raise CannotUndo
    if customer.merged_into_id is not None:
        raise ChangedSince
    return customer
