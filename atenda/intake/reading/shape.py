"""What a mail says, once it is read: plain values, which travel from the child that read it as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_ADDRESSES = 25  # of each header that are told; the rest stay in the raw mail (7.05)
MOST_REFERENCES = 100


class Automatic(StrEnum):
    """Why no machine answers this mail (RFC 3834, RFC 3464, RFC 8098, RFC 5965)."""

    NO = ""
    REPLY = "reply"  # out of office, and every answer made by a machine
    GENERATED = "generated"  # a notice of some program
    LIST = "list"  # a mailing list, a newsletter
    BOUNCE = "bounce"  # it could not be delivered, or not yet
    RECEIPT = "receipt"  # it was read
    COMPLAINT = "complaint"  # it was called spam


class Proof(StrEnum):
    """What a server we trust said of the sender's address (RFC 8601)."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"  # nobody whom we trust looked


class Label(StrEnum):
    """What a part is, where that must be said to whoever looks at it (2.9)."""

    NONE = ""
    SIGNED = "signed"  # S/MIME or PGP: kept, and not checked
    ENCRYPTED = "encrypted"
    CALENDAR = "calendar"
    MAIL = "mail"  # another mail, whole
    FROM_TNEF = "tnef"  # it was packed into a winmail.dat


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    address: str  # as written but for the domain, which is in lower case


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the mail, written to the folder the reader was given under `stored`."""

    name: str  # for people, cleaned; never part of a path
    kind: str  # its MIME type, by its content
    size: int
    stored: str
    content_id: str = ""  # without its angle brackets
    is_inline: bool = False  # the HTML shows it
    is_decoration: bool = False  # a signature's logo, a tracking point: no file of the case (B74)
    label: Label = Label.NONE


@dataclass(frozen=True, slots=True)
class Bounce:
    """What became of a mail of ours (RFC 3464)."""

    action: str  # failed, delayed, delivered, relayed, expanded
    status: str  # like 5.1.1
    reason: str  # the words of the other server
    recipient: str
    message_id: str  # of the mail it is about; empty where the bounce does not say


@dataclass(frozen=True, slots=True)
class ReadMail:
    message_id: str  # as all names of mails here with its angle brackets; empty where it has none
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]  # from the first to the last, no more than MOST_REFERENCES, the last ones
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    recipients: int  # how many there are in all
    delivered_to: tuple[str, ...]  # Delivered-To, X-Original-To, Envelope-To
    subject: str
    sent_at: datetime | None  # UTC; what cannot be is none
    text: str  # whole
    new_text: str  # without what it quotes
    quoted: str  # the rest
    html: str  # made harmless; pictures as cid:…, remote ones as they stand; quoting_html.FOLD parts new and old
    has_remote_images: bool
    language: str  # es, gl, en, pt, or empty where too little was written
    parts: tuple[Part, ...]
    automatic: Automatic
    bounces: tuple[Bounce, ...]
    proof: Proof
    forwarded: Address | None  # who wrote first what this mail passes on
    problems: tuple[str, ...]  # codes of what could not be read whole
    is_spam: bool = False  # a server that we trust says so
