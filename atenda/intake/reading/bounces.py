"""What became of a mail of ours, as the other server tells it: in a report, or only in words (2.2).

The mail it is about is named by its Message-ID and by nothing else: an address alone proves nothing (3.10)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from email.message import Message

from atenda.intake.reading import bounce_words
from atenda.intake.reading.automatic import has_empty_return, is_daemon
from atenda.intake.reading.bodies import bytes_of, type_of
from atenda.intake.reading.charsets import decode
from atenda.intake.reading.parameters import main_value
from atenda.intake.reading.shape import Address, Bounce
from atenda.intake.reading.tree import RETURNED, Sorted
from atenda.intake.reading.words import text_of, value

ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")
MOST = 50  # recipients of one report
LONGEST_REASON = 1_000
LONGEST_READ = 200_000  # characters of a report
STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
MESSAGE_ID = re.compile(r"^[ \t>]*(?:Original-)?Message-ID:\s*(<[^<>\s]{3,400}>)", re.I | re.M)


def read(message: Message, parts: Sorted, sender: Address | None, text: str) -> tuple[Bounce, ...]:
    """None of them where it is no bounce."""
    about = _message_id(message, parts, text)
    reports = [part for part in parts.reports if "delivery-status" in type_of(part)]
    if reports:
        return tuple(_of_reports(reports, about))
    if main_value(message, "Content-Type") == "multipart/report" and parts.reports:
        kinds = " ".join(type_of(part) for part in parts.reports)
        if "disposition" in kinds or "feedback" in kinds:
            return ()
    if value(message, "X-Failed-Recipients") or _comes_from_a_server(message, sender):
        failed = re.split(r"[\s,]+", text_of(value(message, "X-Failed-Recipients")).strip())
        return bounce_words.read(text[:LONGEST_READ], [one for one in failed if "@" in one], about)
    return ()


def _comes_from_a_server(message: Message, sender: Address | None) -> bool:
    return has_empty_return(message) or is_daemon(sender)


def _of_reports(reports: Sequence[Message], about: str) -> Iterator[Bounce]:
    for report in reports[:5]:
        blocks = list(_blocks(decode(bytes_of(report)[:LONGEST_READ])))
        named = next((block["original-message-id"] for block in blocks if "original-message-id" in block), "")
        for block in [block for block in blocks if "action" in block or "final-recipient" in block][:MOST]:
            yield _told(block, about or named)


def _told(block: dict[str, str], about: str) -> Bounce:
    diagnosis = block.get("diagnostic-code", "")
    reason = re.sub(r"^[\w.-]{1,30}\s*;\s*", "", diagnosis)
    action = block.get("action", "").partition(" ")[0].partition("(")[0].strip(" ;").lower()
    status = STATUS.search(block.get("status", "")) or STATUS.search(reason)
    found = status[0] if status else bounce_words.status_of(reason)
    if found in ("5.0.0", "4.0.0") and (better := STATUS.search(reason)):  # the other server knows more
        found = better[0]
    if action not in ACTIONS:
        action = "delayed" if found.startswith("4") else "delivered" if found.startswith("2") else "failed"
    who = block.get("original-recipient") or block.get("final-recipient") or ""
    return Bounce(action, found, text_of(reason)[:LONGEST_REASON], _recipient(who), about)


def _recipient(said: str) -> str:
    """`rfc822; ana@mar.example`, also as `rfc822;<ana@mar.example>` and in UTF-8."""
    address = said.rpartition(";")[2].strip().strip("<>")
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{domain.lower()}"[:254]


def _blocks(report: str) -> Iterator[dict[str, str]]:
    """Fields in blocks, the first of the mail, each other of a recipient."""
    unfolded = re.sub(r"\r?\n[ \t]+", " ", report.strip()).replace("\r", "")
    for lines in re.split(r"\n\s*\n", unfolded):
        fields = [line.partition(":") for line in lines.split("\n") if ":" in line]
        yield {name.strip().lower(): said.strip() for name, _colon, said in fields}


def _message_id(message: Message, parts: Sorted, text: str) -> str:
    """Of the mail that comes back: in its headers, returned whole or alone, or pasted under the words."""
    for part in [*parts.reports, *parts.files]:
        if type_of(part) in RETURNED and (found := MESSAGE_ID.search(_head(part))):
            return found[1]
    for part in parts.reports:
        if found := MESSAGE_ID.search(decode(bytes_of(part)[:LONGEST_READ])):
            return found[1]
    found = MESSAGE_ID.search(bounce_words.returned(text[:LONGEST_READ]))
    if found:
        return found[1]
    said = re.search(r"<[^<>\s]{3,400}>", value(message, "X-Original-Message-ID") or value(message, "In-Reply-To"))
    return said[0] if said else ""


def _head(part: Message) -> str:
    source = re.split(rb"\r?\n\r?\n", bytes_of(part)[:LONGEST_READ].lstrip(), maxsplit=1)[0]
    return re.sub(r"\r?\n[ \t]+", " ", source.decode("utf-8", "replace"))
