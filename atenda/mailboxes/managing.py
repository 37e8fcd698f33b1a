"""The addresses customers write to: add a mailbox, change it, retire it and take it into use again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from atenda.cases import catalogue
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.mailboxes import events
from atenda.mailboxes.models import Mailbox, MailboxAddress
from atenda.mailboxes.refusals import AddressTaken, NameTaken
from atenda.organizations.revisions import touch
from atenda.staff import directory
from atenda.staff.models import Agent

KNOWN = {
    "team": directory.teams,
    "responsible": directory.agents,
    "type": catalogue.types,
    "category": catalogue.categories,
    "priority": catalogue.priorities,
    "source": catalogue.sources,
}
PLAIN = ("name", "language", "new_senders", "trusted")
FIELDS = (*PLAIN, *KNOWN)


def words(mailbox: Mailbox) -> dict[str, Any]:
    """What the log keeps: of what it points to, the key and what that is called."""
    said: dict[str, Any] = {name: getattr(mailbox, name) for name in PLAIN}
    for name, known in KNOWN.items():
        pk = getattr(mailbox, f"{name}_id")
        said[name] = [pk, str(known()[pk])] if pk in known() else None
    return {**said, "addresses": addresses_of(mailbox)}


def addresses_of(mailbox: Mailbox) -> list[str]:
    """The main one first."""
    rows = MailboxAddress.objects.filter(mailbox=mailbox).order_by("-is_main", "address")
    return list(rows.values_list("address", flat=True))


@deed
def add_mailbox(*, address: str, by: Agent, now: datetime, aliases: Sequence[str] = (), **values: Any) -> Mailbox:
    """A mailbox with its address. Raises NameTaken, AddressTaken."""
    mailbox = Mailbox(created_at=now, **values)
    _save(mailbox, force_insert=True)
    _set_addresses(mailbox, address, aliases)
    record(mailbox, events.ADDED, by=by, after=words(mailbox), at=now, is_first=True)
    touch()
    return mailbox


@deed
def change(mailbox: Mailbox, *, address: str, aliases: Sequence[str], by: Agent, **values: Any) -> None:
    """Set any of FIELDS, and the addresses. What is as it was changes nothing. Raises as `add_mailbox`."""
    mailbox.lock()
    before = words(mailbox)
    for name, value in values.items():
        setattr(mailbox, name, value)
    _save(mailbox, update_fields=FIELDS)
    _set_addresses(mailbox, address, aliases)
    after = words(mailbox)
    if after != before:
        record(mailbox, events.CHANGED, by=by, before=before, after=after)
        touch()


@deed
def retire(mailbox: Mailbox, *, by: Agent, now: datetime) -> None:
    """It takes nothing any more. What came by it stays, and its address stays its own."""
    mailbox.lock()
    if mailbox.retired_at is not None:
        return
    mailbox.retired_at = now
    mailbox.save(update_fields=["retired_at"])
    record(mailbox, events.RETIRED, by=by, after={"name": mailbox.name}, at=now)
    touch()


@deed
def resume(mailbox: Mailbox, *, by: Agent, now: datetime) -> None:
    """It takes mails again; what is fetched goes on where it was left."""
    mailbox.lock()
    if mailbox.retired_at is None:
        return
    mailbox.retired_at = None
    mailbox.save(update_fields=["retired_at"])
    record(mailbox, events.RESUMED, by=by, after={"name": mailbox.name}, at=now)
    touch()


def _save(mailbox: Mailbox, **how: Any) -> None:
    try:
        with transaction.atomic():
            mailbox.save(**how)
    except IntegrityError as error:
        if "mailbox_once_per_name" not in str(error):
            raise
        raise NameTaken from error


def _set_addresses(mailbox: Mailbox, main: str, aliases: Sequence[str]) -> None:
    """The engine says whether one is taken, whosever it is: nobody is asked, so nobody is named."""
    main = main.strip().lower()
    wanted = {alias.strip().lower() for alias in aliases} | {main}
    rows = {row.address: row for row in MailboxAddress.objects.filter(mailbox=mailbox)}
    MailboxAddress.objects.filter(mailbox=mailbox).exclude(address__in=wanted).delete()
    MailboxAddress.objects.filter(mailbox=mailbox, is_main=True).exclude(address=main).update(is_main=False)
    for address in sorted(wanted - set(rows)):
        try:
            with transaction.atomic():
                MailboxAddress.objects.create(mailbox=mailbox, address=address, is_main=address == main)
        except IntegrityError as error:
            raise AddressTaken(address) from error
    MailboxAddress.objects.filter(mailbox=mailbox, address=main, is_main=False).update(is_main=True)
