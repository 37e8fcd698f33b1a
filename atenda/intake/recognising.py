"""Say who a sender is: somebody new, or a contact on record of whom this is another address."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from atenda.conversations.models import Message
from atenda.customers.editing import edit
from atenda.customers.models import Contact
from atenda.customers.opening import open_contact
from atenda.customers.reaching import ways_of
from atenda.customers.ways import Email
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.intake import events
from atenda.intake.by_hand import look_again_at_theirs
from atenda.intake.models import RawMail
from atenda.intake.refusals import KnownAlready, NoAddress
from atenda.intake.senders import sender
from atenda.organizations.labels import LANGUAGES
from atenda.staff.models import Agent

LONGEST_ADDRESS = 254


@deed
def recognise(
    mail: Message | RawMail, *, contact: Contact | None = None, name: str = "", by: Agent, now: datetime
) -> Contact:
    """Keep the address a mail came from with this contact, or with a new one of this name: whoever writes from it is
    them from now on, and what is held of theirs because nobody knew them is looked at anew.

    Said again of the same contact it changes nothing. Raises KnownAlready, NoAddress, MergedMeanwhile, NoName.
    """
    (mail.case or mail).lock()
    address = address_of(mail)
    who = sender(address, name or mail.sender_name)
    if who.contact is not None and contact is not None and who.contact.pk == contact.pk:
        return contact
    if who.contact or who.account:
        raise KnownAlready(who.contact or who.account)
    if not is_address(address):
        raise NoAddress
    if contact is None:
        language = mail.language if isinstance(mail, Message) else ""
        known = language if language in LANGUAGES else ""
        contact = open_contact(name=who.name, emails=[Email(address)], language=known, by=by, now=now)
    else:
        contact.lock()
        edit(contact, emails=[*ways_of(contact, "emails"), Email(address)], by=by, now=now)
    told = {"name": address, "other": [contact.pk, contact.name]}
    record(mail, events.RECOGNISED, by=by, after=told, case=mail.case, at=now, is_remark=True)
    look_again_at_theirs(address)
    return contact


def address_of(mail: Message | RawMail) -> str:
    return (mail.sender_address if isinstance(mail, Message) else mail.sender).strip().lower()


def is_address(address: str) -> bool:
    """Whether a contact can have it."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return len(address) <= LONGEST_ADDRESS


def is_nobodys(mail: RawMail) -> bool:
    """Whether it is open who wrote it: a person, from an address that nobody on record and no colleague has."""
    if mail.is_automatic or not is_address(mail.sender):
        return False
    who = sender(mail.sender, mail.sender_name)
    return not who.is_known and who.agent is None
