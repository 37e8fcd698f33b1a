"""How deeds on customers are taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from atenda.customers import events
from atenda.customers.editing import edit, words_for
from atenda.customers.linking import link, unlink
from atenda.customers.models import Account, AccountContact, Contact
from atenda.customers.permissions import may_edit_customers
from atenda.customers.refusals import WrongTaxNumber
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
    except WrongTaxNumber as wrong:
        raise CannotUndo from wrong


@undoes(events.CONTACT_LINKED, events.CONTACT_UNLINKED, may=may_edit_customers)
def relink(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """Say again what was said of where a person works. Raises ChangedSince when something else was said later."""
    contact, was, became = _customer(event), before.get("company"), after.get("company")
    account = Account.objects.filter(pk=(was or became or {}).get("account")).first()
    if account is None or not isinstance(contact, Contact):
        raise CannotUndo
    there = AccountContact.objects.filter(contact=contact, account=account).values_list("position", flat=True).first()
    if there != (became["position"] if became else None):
        raise ChangedSince
    if was:
        link(contact, account, position=was["position"], by=by, now=now)
    else:
        unlink(contact, account, by=by, now=now)


def _customer(event: Event) -> Account | Contact:
    customer = customer_of(event)
    if customer is None:
        raise CannotUndo
    return customer
