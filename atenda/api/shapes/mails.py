"""Mails that came in, and messages of cases, as JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from atenda.api.shapes import LARGEST_ID, Answer, Id, Moment, Named, Ref, Shape
from atenda.api.shapes.customers import Email
from atenda.api.shapes.notes import Words
from atenda.conversations.models import Message
from atenda.conversations.rich import LONGEST
from atenda.customers.models import Contact
from atenda.files.limits import MOST_AT_ONCE
from atenda.intake.models import Block, Policy, RawMail, Why
from atenda.mailboxes.models import NewSenders

Day = Annotated[date, Field(strict=False, description="Like 2026-11-02.")]
Folio = Annotated[int, Field(ge=1, le=2**31 - 1)]


class FilingIn(Shape):
    """Into which case; with null a new one is opened for whoever wrote."""

    case: Folio | None = None


class SenderIn(Shape):
    """Who wrote a mail: a contact on record, of whom this is another address; or, with null, somebody new."""

    contact: Annotated[int, Field(ge=1, le=LARGEST_ID)] | None = None
    name: Annotated[str, Field(max_length=200)] = Field(
        default="", description="Of somebody new; left out, it is as the mail says it."
    )


class DroppingIn(Shape):
    is_spam: bool = False
    blocks_sender: bool = Field(default=False, description="And nothing of its sender is taken any more.")


class PeriodIn(Shape):
    """Up to three months, whole days of the organization."""

    since: Day
    until: Day
    why: Literal[*(why.value for why in Why if why)] | None = Field(  # type: ignore[valid-type]
        default=None, description="Only what is held, or was dropped, for this reason."
    )


class IntakeFields(Shape):
    """What is not named stays as it is."""

    new_senders: Literal[*NewSenders.values] | None = None  # type: ignore[valid-type]
    reopen_days: Annotated[int, Field(ge=0, le=3650)] | None = None


class BlockIn(Shape):
    sender: Annotated[str, Field(min_length=3, max_length=254)] = Field(
        description="An address, or a domain with its @."
    )


class RawMailOut(Answer):
    id: int
    mailbox: Ref
    door: str = Field(description="smtp, imap, hook or file.")
    received_at: datetime
    size: int
    sender: str
    sender_name: str
    subject: str
    is_automatic: bool
    end: str = Field(description="received, filed, held or dropped.")
    why: str = Field(description="The code of its reason.")
    reason: str = Field(description="The same in words.")
    case: int | None = Field(description="The number of the case it was filed in.")
    proposed: int | None = Field(description="Of one held: the number of the case it names.")
    message: int | None
    ended_at: datetime | None
    ended_by: Ref | None
    original: str = Field(description="Where its bytes are, as they came.")


class RawMailPage(Answer):
    items: list[RawMailOut]
    next: str | None


class LookedAt(Answer):
    mails: int


class IntakeAnswer(Answer):
    new_senders: str = Field(description="contacts: they become some; proposals: their mail is held.")
    reopen_days: int = Field(description="In which an answer reopens a closed case.")


class BlockOut(Answer):
    id: int
    sender: str
    created_at: datetime


class BlocksAnswer(Answer):
    items: list[BlockOut]


class Correspondent(Answer):
    name: str
    address: str


class ReaderIn(Shape):
    address: Email
    name: Annotated[str, Field(max_length=120)] = ""


class MessageIn(Shape):
    """What is said, and to whom; nobody is told of the readers in `bcc`."""

    to: Annotated[list[ReaderIn], Field(max_length=25)] = []
    cc: Annotated[list[ReaderIn], Field(max_length=25)] = []
    bcc: Annotated[list[ReaderIn], Field(max_length=25)] = []
    subject: Annotated[str, Field(max_length=250)] = ""
    text: Words
    html: Annotated[str, Field(max_length=LONGEST)] = Field(
        default="", description="The same with form, made harmless; `text` is made of it then."
    )
    files: Annotated[list[Id], Field(max_length=MOST_AT_ONCE)] = Field(default=[], description="Uploads for it.")
    signed: bool = Field(default=True, description="Whether the signature of whoever writes stands below.")
    quotes: bool | None = Field(
        default=None,
        description="Whether it repeats what the customer wrote last; without it, as the organization has it.",
    )
    state: Named | None = Field(default=None, description="That the case is put in at the same time.")
    leaves_at: Moment | None = Field(
        default=None,
        description="When it leaves; without it, in ten seconds. If the customer writes before, it does not.",
    )


class AgainIn(Shape):
    addresses: dict[Email, Email] = Field(
        default={}, max_length=25, description="By the address that failed, the one to be; the others stay."
    )


class MessageOut(Answer):
    id: int
    direction: str
    sender: Correspondent
    to: list[Correspondent]
    cc: list[Correspondent]
    bcc: list[Correspondent]
    recipients: int = Field(description="How many there were in all.")
    subject: str
    contact: Ref | None = Field(description="Who has the address it came from, where that is a contact on record.")
    text: str = Field(description="What is new in it.")
    quoted: str = Field(description="What it repeats of mails before.")
    signature: str = Field(description="What stands below the words of one that we sent.")
    html: str = Field(description="Made harmless; pictures of the mail itself stand as cid:…")
    language: str
    message_id: str
    automatic: str = Field(description="Empty for what a person wrote.")
    proof: str = Field(description="What a trusted server said of the sender: passed, failed or unknown.")
    sent_at: datetime | None = Field(description="As its sender says.")
    at: datetime
    failed_at: datetime | None
    failure: str
    leaves_at: datetime | None = Field(description="Of one that was to leave later: when it does, or did.")
    taken_back_at: datetime | None
    files: list[int]


class MessagePage(Answer):
    items: list[MessageOut]
    next: str | None


def raw_mail(mail: RawMail) -> dict[str, Any]:
    """With its mailbox and cases read."""
    return {
        "id": mail.pk,
        "mailbox": {"id": mail.mailbox_id, "name": mail.mailbox.name},
        "door": mail.door,
        "received_at": mail.received_at,
        "size": mail.size,
        "sender": mail.sender,
        "sender_name": mail.sender_name,
        "subject": mail.subject,
        "is_automatic": mail.is_automatic,
        "end": mail.end,
        "why": mail.why,
        "reason": str(Why(mail.why).label),
        "case": mail.case.folio if mail.case else None,
        "proposed": mail.proposed.folio if mail.proposed else None,
        "message": mail.message_id,
        "ended_at": mail.ended_at,
        "ended_by": {"id": mail.ended_by.pk, "name": mail.ended_by.name} if mail.ended_by else None,
        "original": f"/api/v1/mails/{mail.pk}/original/",
    }


def intake(policy: Policy) -> dict[str, Any]:
    return {"new_senders": policy.new_senders, "reopen_days": policy.reopen_days}


def block_row(block: Block) -> dict[str, Any]:
    return {"id": block.pk, "sender": block.sender, "created_at": block.created_at}


def message(said: Message, files: list[int], contact: Contact | None) -> dict[str, Any]:
    return {
        "id": said.pk,
        "direction": said.direction,
        "sender": {"name": said.sender_name, "address": said.sender_address},
        "to": [{"name": name, "address": address} for name, address in said.to],
        "cc": [{"name": name, "address": address} for name, address in said.cc],
        "bcc": [{"name": name, "address": address} for name, address in said.bcc],
        "recipients": said.recipients,
        "subject": said.subject,
        "contact": {"id": contact.pk, "name": contact.name} if contact else None,
        "text": said.text,
        "quoted": said.quoted,
        "signature": said.signature,
        "html": said.html,
        "language": said.language,
        "message_id": said.message_id,
        "automatic": said.automatic,
        "proof": said.proof,
        "sent_at": said.sent_at,
        "at": said.at,
        "failed_at": said.failed_at,
        "failure": said.failure,
        "leaves_at": said.leaves_at,
        "taken_back_at": said.taken_back_at,
        "files": files,
    }
