"""Read a mail: its bytes in, what it says out. Whatever the bytes are, it ends in a `ReadMail` or in `Unreadable`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path

from atenda.intake.reading import (
    addresses,
    automatic,
    bounces,
    dates,
    files,
    forwarding,
    limits,
    proof,
    spam,
    text,
    threads,
)
from atenda.intake.reading.bodies import bytes_of
from atenda.intake.reading.language import language_of
from atenda.intake.reading.quoting import split
from atenda.intake.reading.refusals import Unreadable
from atenda.intake.reading.shape import Address, Label, ReadMail
from atenda.intake.reading.tree import Sorted, parsed, sort
from atenda.intake.reading.words import text_of, value, values

LONGEST_SUBJECT = 500


def read(path_of_raw: Path, folder_for_parts: Path, *, trusted: Sequence[str]) -> ReadMail:
    """The mail in this file; its own files are written to the folder. Raises Unreadable."""
    try:
        raw = path_of_raw.read_bytes() if path_of_raw.stat().st_size <= limits.LARGEST else None
    except OSError:
        raise Unreadable("missing") from None
    if raw is None:
        raise Unreadable("too-large")
    return read_bytes(raw, folder_for_parts, trusted=trusted)


def read_bytes(raw: bytes, folder: Path, *, trusted: Sequence[str]) -> ReadMail:
    """As `read`. `trusted`: names of servers whose Authentication-Results count; `.mar.example` for all below it."""
    limits.check(raw)
    try:
        message = parsed(raw.lstrip(b"\r\n"))
        del raw
        return _read(message, sort(message), folder, trusted)
    except (RecursionError, MemoryError) as error:
        raise Unreadable("too-deep" if isinstance(error, RecursionError) else "too-much-memory") from None


def _read(message: Message, parts: Sorted, folder: Path, trusted: Sequence[str]) -> ReadMail:
    subject = text_of(value(message, "Subject"))[:LONGEST_SUBJECT]
    sender = _sender(message)
    passes_on = forwarding.passes_on(subject)
    words = text.read(parts, passes_on=passes_on)
    found = list(files.found(parts.files))
    told = bounces.read(message, parts, sender, words.text)
    new, quoted = split(words.text, passes_on=passes_on)
    to, at = addresses.of(message, "To", "Apparently-To")
    cc, beside = addresses.of(message, "Cc")
    return ReadMail(
        message_id=threads.name_of(message),
        in_reply_to=threads.named_by(message, "In-Reply-To"),
        references=threads.named_by(message, "References"),
        sender=sender,
        reply_to=addresses.of(message, "Reply-To")[0],
        to=to,
        cc=cc,
        recipients=at + beside,
        delivered_to=_delivered_to(message),
        subject=subject,
        sent_at=dates.read(value(message, "Date"), datetime.now(UTC)),
        text=words.text,
        new_text=new,
        quoted=quoted,
        html=words.html,
        has_remote_images=words.has_remote_images,
        language=language_of(new),
        parts=files.write(found, folder, words.html),
        automatic=automatic.kind_of(message, sender, is_bounce=bool(told)),
        bounces=told,
        proof=proof.of(message, sender, trusted),
        forwarded=forwarding.first_author(subject, words.text, _author_of_attached(found)),
        is_spam=spam.is_spam(message, trusted),
        problems=tuple(dict.fromkeys([*_problems(message, parts, found), *words.problems])),
    )


def _sender(message: Message) -> Address | None:
    """The first of From; a mail without one was sent by whoever Sender names."""
    found, _count = addresses.of(message, "From")
    return next(iter(found or addresses.of(message, "Sender")[0]), None)


def _delivered_to(message: Message) -> tuple[str, ...]:
    found, _count = addresses.of(message, "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
    return tuple(dict.fromkeys(one.address for one in found))


def _author_of_attached(found: list[files.File]) -> Address | None:
    """Who wrote the one mail that is attached; of several nobody is the first."""
    attached = [file for file in found if files.is_mail(file)]
    if len(attached) != 1:
        return None
    inside = parsed(attached[0].data[: limits.LARGEST_HEADERS].split(b"\r\n\r\n", 1)[0].split(b"\n\n", 1)[0] + b"\n\n")
    return _sender(inside)


def _problems(message: Message, parts: Sorted, found: list[files.File]) -> list[str]:
    codes = []
    if len(values(message, "From")) > 1 or addresses.of(message, "From")[1] > 1:
        codes.append("several-senders")
    if any(file.label is Label.ENCRYPTED for file in found) or any(_is_sealed_text(part) for part in parts.text):
        codes.append("encrypted")
    if len(found) > limits.MOST_PARTS:
        codes.append("files-cut")
    return codes


def _is_sealed_text(part: Message) -> bool:
    return bytes_of(part)[:200].lstrip().startswith(b"-----BEGIN PGP MESSAGE-----")
