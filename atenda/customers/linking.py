"""Who works for which company, as what."""

from __future__ import annotations

from datetime import datetime

from atenda.customers import events
from atenda.customers.models import Account, AccountContact, Contact
from atenda.customers.naming import clean
from atenda.customers.refusals import MergedMeanwhile
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.staff.models import Agent


@deed
def link(contact: Contact, account: Account, *, position: str = "", by: Agent | None, now: datetime) -> None:
    """Say that a person works for a company. Said again with another position, the position changes.

    Raises MergedMeanwhile where one of the two is part of another record by now.
    """
    _hold(contact, account)
    position = clean(position)
    there = AccountContact.objects.filter(contact=contact, account=account)
    known = there.first()
    if known is None:
        AccountContact(contact=contact, account=account, position=position).save(force_insert=True)
    elif known.position == position:
        return
    else:
        there.update(position=position)
    before = {"company": _in_words(account, known.position)} if known else None
    after = {"company": _in_words(account, position)}
    record(contact, events.CONTACT_LINKED, by=by, before=before, after=after, at=now)


@deed
def unlink(contact: Contact, account: Account, *, by: Agent | None, now: datetime) -> None:
    """Say that a person no longer works for a company. Said again, it changes nothing. Raises MergedMeanwhile."""
    _hold(contact, account)
    there = AccountContact.objects.filter(contact=contact, account=account)
    known = there.first()
    if known is None:
        return
    there.delete()
    before = {"company": _in_words(account, known.position)}
    record(contact, events.CONTACT_UNLINKED, by=by, before=before, after={"company": None}, at=now)


def _hold(contact: Contact, account: Account) -> None:
    """Both, the person first: so that neither is merged while the two are linked."""
    for each in (contact, account):
        each.lock()
        if each.merged_into_id is not None:
            raise MergedMeanwhile


def _in_words(account: Account, position: str) -> dict[str, object]:
    return {"account": account.pk, "name": account.name, "position": position}
