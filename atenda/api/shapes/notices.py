"""Notices, mail and how they are told as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from atenda.api.shapes import Answer, Shape
from atenda.api.shapes.customers import Email
from atenda.history.telling import FIELD_NAMES
from atenda.notices.bell import in_words
from atenda.notices.mail_server import FIELDS
from atenda.notices.models import Audience, Channel, Kind, Mail, MailServer, Notice, Preference, Sandbox, Security
from atenda.notices.policy import WINDOWS, Telling, may_be_told, switch
from atenda.notices.public_fields import MAY_BE_PUBLIC
from atenda.notices.sandbox import walls_now
from atenda.notices.wording import Words

SWITCHES = [switch(kind, audience) for kind in Kind for audience in Audience if may_be_told(kind, audience)]
CHANNELS = [f"{kind}:{channel}" for kind in Kind for channel in Channel]
PUBLIC = [name for name in MAY_BE_PUBLIC if name in FIELD_NAMES]
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["20:00"])]
Line = Annotated[str, Field(max_length=200)]


class PreferenceFields(Shape):
    """What is not named stays as it is. The quiet hours go together; null ends them."""

    wanted: list[Literal[*CHANNELS]] | None = None  # type: ignore[valid-type]
    quiet_from: Clock | None = None
    quiet_until: Clock | None = None
    digest: bool | None = Field(default=None, description="One mail a day instead of many.")
    digest_at: Clock | None = None


class PolicyFields(Shape):
    """What is not named stays as it is."""

    switches: list[Literal[*SWITCHES]] | None = None  # type: ignore[valid-type]
    public_fields: list[Literal[*PUBLIC]] | None = None  # type: ignore[valid-type]
    window: Literal[*WINDOWS] | None = None  # type: ignore[valid-type]
    customer_page: bool | None = None
    link_days: Annotated[int, Field(ge=1, le=730)] | None = None
    quotes: bool | None = None


class WordsFields(Shape):
    """The words of one mail; ours come back when both are null."""

    subject: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\r\n]*\S[^\r\n]*$")] | None
    body: Annotated[str, StringConstraints(min_length=1, max_length=10_000, pattern=r"\S")] | None


class ServerFields(Shape):
    """Where mail goes out, said whole. Without a password the one there stays, unless server or user is another."""

    host: Annotated[str, Field(min_length=1, max_length=253, pattern=r"^[A-Za-z0-9.:\[\]-]+$")]
    port: Annotated[int, Field(ge=1, le=65_535)] = 587
    security: Literal[*Security.values] = Security.STARTTLS.value  # type: ignore[valid-type]
    username: Line = ""
    password: Annotated[str, Field(max_length=500)] = Field(default="", description="Never answered.")
    from_name: Annotated[str, Field(max_length=120, pattern=r"^[^\r\n]*$")] = ""
    from_address: Email
    reply_to: Email | Literal[""] = ""


class SandboxIn(Shape):
    is_on: bool
    open_to: Annotated[list[Annotated[str, Field(max_length=254)]], Field(max_length=50)] = Field(
        default=[], description="Addresses and domains that mails reach all the same."
    )


class SandboxAnswer(Answer):
    is_on: bool
    open_to: list[str]
    is_by_operator: bool = Field(description="Whoever runs the machine made all of it a sandbox.")


class NoticeAnswer(Answer):
    id: int
    case: int | None = Field(description="The folio of the case it is about, if it is about one.")
    sentences: list[str] = Field(description="What happened, in the language asked for.")
    at: datetime
    is_read: bool


class BellAnswer(Answer):
    items: list[NoticeAnswer]
    next: str | None


class CountAnswer(Answer):
    unread: int = Field(description="Counted up to a hundred.")


class PreferenceAnswer(Answer):
    wanted: list[str]
    quiet_from: str | None
    quiet_until: str | None
    digest: bool
    digest_at: str


class PolicyAnswer(Answer):
    switches: list[str] = Field(description="Which news goes to whom.")
    public_fields: list[str] = Field(description="What a customer may read.")
    window: int = Field(description="Changes within so many seconds go in one mail.")
    customer_page: bool
    link_days: int = Field(description="For so many days after a mail its link opens the customer’s page.")
    quotes: bool = Field(description="Whether answers repeat what the customer wrote last.")


class WordsAnswer(Answer):
    which: str
    language: str
    subject: str
    body: str
    is_own: bool


class AllWordsAnswer(Answer):
    items: list[WordsAnswer]


class ServerAnswer(Answer):
    """As it is set up; nothing but `is_set_up` while it is not."""

    is_set_up: bool
    host: str | None = None
    port: int | None = None
    security: str | None = None
    username: str | None = None
    has_password: bool | None = None
    from_name: str | None = None
    from_address: str | None = None
    reply_to: str | None = None
    trouble: str | None = Field(default=None, description="Why it cannot be used just now; empty when it can.")


class MailRow(Answer):
    id: int
    case: int | None
    kind: str
    name: str
    address: str
    subject: str
    language: str
    state: str
    reason: str
    attempts: int
    created_at: datetime
    sent_at: datetime | None


class OutboxAnswer(Answer):
    items: list[MailRow]
    next: str | None


class MailWhole(MailRow):
    answer: str = Field(description="The last words of the server.")
    text: str
    html: str


class Released(Answer):
    mails: int


def notice_whole(row: Notice) -> dict[str, Any]:
    return {
        "id": row.pk,
        "case": row.case.folio if row.case else None,
        "sentences": in_words(row.told),
        "at": row.at,
        "is_read": row.read_at is not None,
    }


def preference_whole(row: Preference) -> dict[str, Any]:
    return {
        "wanted": [one for one in CHANNELS if one not in row.off],
        "quiet_from": row.quiet_from and f"{row.quiet_from:%H:%M}",
        "quiet_until": row.quiet_until and f"{row.quiet_until:%H:%M}",
        "digest": row.digest,
        "digest_at": f"{row.digest_at:%H:%M}",
    }


def policy_whole(policy: Telling) -> dict[str, Any]:
    return {
        "switches": sorted(policy.switches),
        "public_fields": sorted(policy.public_fields),
        "window": int(policy.window.total_seconds()),
        "customer_page": policy.customer_page,
        "link_days": policy.link_days,
        "quotes": policy.quotes,
    }


def words_whole(which: str, language: str, words: Words) -> dict[str, Any]:
    said = {"subject": words.subject, "body": words.body, "is_own": words.is_own}
    return {"which": which, "language": language, **said}


def server_whole(server: MailServer | None) -> dict[str, Any]:
    if server is None:
        return {"is_set_up": False}
    said = {name: getattr(server, name) for name in FIELDS}
    return {"is_set_up": True, **said, "has_password": bool(server.password), "trouble": server.trouble}


def mail_row(mail: Mail) -> dict[str, Any]:
    names = ("kind", "name", "address", "subject", "language", "state", "reason", "attempts", "created_at", "sent_at")
    said = {name: getattr(mail, name) for name in names}
    return {"id": mail.pk, "case": mail.case.folio if mail.case else None, **said}


def mail_whole(mail: Mail) -> dict[str, Any]:
    return {**mail_row(mail), "answer": mail.answer, "text": mail.text, "html": mail.html}


def sandbox_whole() -> dict[str, Any]:
    row = Sandbox.objects.first() or Sandbox()
    return {"is_on": row.is_on, "open_to": list(row.open_to), "is_by_operator": walls_now().by_operator}
