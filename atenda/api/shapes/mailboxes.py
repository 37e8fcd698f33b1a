"""Mailboxes as JSON: what they are, and whether they receive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from pydantic import Field, StringConstraints

from atenda.api.shapes import Answer, Id, Named, Ref, Shape
from atenda.api.shapes.customers import Email
from atenda.api.shapes.mail_doors import ServerOut, server
from atenda.api.shapes.mails import RawMailOut, raw_mail
from atenda.intake.models import RawMail
from atenda.mailboxes.managing import KNOWN, PLAIN, words
from atenda.mailboxes.models import ImapDoor, Mailbox, NewSenders

MOST_LINES = 50
MailboxName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=r"\S")]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
Host = Annotated[str, StringConstraints(to_lower=True, min_length=1, max_length=253, pattern=r"^\S+$")]


class MailboxFields(Shape):
    """What is not named stays as it is; lists are given whole."""

    name: MailboxName | None = None
    address: Email | None = Field(default=None, description="The one customers are told.")
    aliases: Annotated[list[Email], Field(max_length=MOST_LINES)] | None = Field(
        default=None, description="Other addresses that lead to it."
    )
    language: Literal[*LANGUAGES] | None = Field(  # type: ignore[valid-type]
        default=None, description="In which its automatic mails are written."
    )
    new_senders: Literal["", *NewSenders.values] | None = Field(  # type: ignore[valid-type]
        default=None,
        description="Who writes for the first time becomes a contact, or is proposed. Empty: as intake-policy says.",
    )
    team: Id | None = None
    responsible: Id | None = None
    type: Named | None = None
    category: Named | None = None
    priority: Named | None = None
    source: Named | None = None
    trusted: Annotated[list[Host], Field(max_length=MOST_LINES)] | None = Field(
        default=None, description="Names with which servers that are trusted begin Authentication-Results."
    )


class NewMailbox(MailboxFields):
    name: MailboxName
    address: Email


class MailboxOut(Answer):
    id: int
    name: str
    address: str
    aliases: list[str]
    language: str
    new_senders: str
    team: Ref | None
    responsible: Ref | None
    type: Ref | None
    category: Ref | None
    priority: Ref | None
    source: Ref | None
    trusted: list[str]
    is_active: bool
    created_at: datetime
    retired_at: datetime | None
    received_at: datetime | None = Field(description="When its last mail came, by whatever door.")


class MailboxesAnswer(Answer):
    items: list[MailboxOut]


class ArrivalTrial(Answer):
    address: str = Field(description="Where a mail is to be sent for this trial, from anywhere else.")
    since: datetime
    receives: bool = Field(description="Whether anything came since.")
    mails: list[RawMailOut] = Field(description="The ten newest of them.")
    servers: list[ServerOut] = Field(description="How those stand that its mail is fetched from.")


def mailbox(found: Mailbox) -> dict[str, Any]:
    return {**settings_of(found), "received_at": found.received_at}


def settings_of(found: Mailbox) -> dict[str, Any]:
    """What of it people change: its version. That a mail came makes no other mailbox of it."""
    said = words(found)
    address, *aliases = said["addresses"] or [""]
    refs = {name: said[name] and {"id": said[name][0], "name": said[name][1]} for name in KNOWN}
    plain = {name: said[name] for name in PLAIN}
    moments = {name: getattr(found, name) for name in ("is_active", "created_at", "retired_at")}
    return {"id": found.pk, **plain, "address": address, "aliases": aliases, **refs, **moments}


def arrival(address: str, since: datetime, mails: Sequence[RawMail], doors: Sequence[ImapDoor]) -> dict[str, Any]:
    return {
        "address": address,
        "since": since,
        "receives": bool(mails),
        "mails": [raw_mail(mail) for mail in mails],
        "servers": [server(door) for door in doors],
    }
