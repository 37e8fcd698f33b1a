"""What a message from a case answers, by which address it goes out, and whom it may go to (B12, B18)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from atenda.cases.models import Case
from atenda.conversations.models import Direction, Message
from atenda.conversations.said import LATEST, latest_said, said_in
from atenda.intake.titling import bare
from atenda.mailboxes.own import own
from atenda.notices.readers import customer_of
from atenda.organizations.entering import current_organization
from atenda.organizations.labels import LANGUAGES

Person = tuple[str, str]  # name, which may be empty, and address
MOST_REFERENCES = 20  # the first and the latest: what a mail server takes in one header
FITTING = re.compile(r"<[!-;=?-~]{1,250}@[!-;=?-~]{1,250}>")  # what we put into a header of ours (3.12)


@dataclass(frozen=True)
class Answered:
    """`to` is who wrote last, or whom the case is about; `others` who had that mail as well. `reads`: the languages
    they are known to read, that of their last mail first; empty where nobody knows. `language`: that one speaks."""

    subject: str
    language: str
    mailbox_id: int | None = None
    own_address: str = ""
    references: list[str] = field(default_factory=list)
    to: Person | None = None
    others: list[Person] = field(default_factory=list)
    last: int = 0  # the latest message there was
    reads: tuple[str, ...] = ()
    written: Message | None = None  # their last mail


def answered_in(case: Case) -> Answered:
    """What one would answer now. Mails that machines wrote are not answered."""
    rows = latest_said(case)
    latest, written = next(iter(rows), None), next(filter(_is_theirs, rows), None)
    if written is None and len(rows) == LATEST:
        theirs = said_in(case).filter(direction=Direction.IN).exclude(sender_address="").order_by("-pk")
        written = theirs.defer("text", "html", "quoted").first()
    mailbox_id, own_address = own().main(written.mailbox_id if written else None)
    customer = customer_of(case) if written is None else None
    subject = (latest.subject if latest else "") or case.reference
    return Answered(
        subject=f"Re: {bare(subject) or case.reference}" if latest else subject,
        language=_spoken(written, case),
        mailbox_id=mailbox_id,
        own_address=own_address,
        references=references_to(latest),
        to=_to(written) or ((customer.name, customer.address) if customer else None),
        others=_others(written),
        last=latest.pk if latest else 0,
        reads=_languages(written, case),
        written=written,
    )


def _is_theirs(message: Message) -> bool:
    return bool(message.direction == Direction.IN and message.sender_address)


def _spoken(written: Message | None, case: Case) -> str:
    """The customer's own language, else that of their last mail, else the organization's."""
    known = [each.language for each in (case.contact, case.account, written) if each is not None]
    return next((language for language in known if language in LANGUAGES), current_organization().language)


def _languages(written: Message | None, case: Case) -> tuple[str, ...]:
    said = [written.language if written else "", case.contact.language if case.contact else ""]
    return tuple(dict.fromkeys(filter(None, said)))


def references_to(latest: Message | None) -> list[str]:
    """What a mail that answers this one names."""
    if latest is None:
        return []
    named = [each for each in (*latest.references, latest.message_id) if FITTING.fullmatch(each)]
    return named if len(named) <= MOST_REFERENCES else [named[0], *named[-(MOST_REFERENCES - 1) :]]


def _to(written: Message | None) -> Person | None:
    return (written.sender_name, written.sender_address) if written else None


def _others(written: Message | None) -> list[Person]:
    """Nobody of ours: what we send to ourselves comes back as a mail."""
    if written is None:
        return []
    people = [(str(name), str(address)) for name, address in (*written.to, *written.cc)]
    theirs, here = written.sender_address.lower(), own()
    return [person for person in people if person[1].lower() != theirs and not here.has(person[1])]
