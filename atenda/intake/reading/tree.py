"""The parts of a mail sorted: what is its text, what are its files (2.9).

Mails inside the mail are not parsed with it: they are files, byte for byte as they came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from email.feedparser import BytesFeedParser
from email.message import Message
from typing import Any

from atenda.intake.reading import limits, signed
from atenda.intake.reading.bodies import bytes_of, type_of
from atenda.intake.reading.limits import DEEPEST
from atenda.intake.reading.parameters import main_value, parameter
from atenda.intake.reading.refusals import Unreadable

AT_ONCE = 65_536  # bytes handed to the parser
PLAIN = ("text/plain", "text/markdown", "text/x-markdown", "text/enriched", "text/richtext")
HTML = ("text/html", "application/xhtml+xml")
SEALED = ("application/pkcs7-mime", "application/x-pkcs7-mime")
OTHER_FACES = ("text/x-amp-html", "text/watch-html", "text/rtf", *PLAIN[1:])  # of the same words
MACHINE_PARTS = ("message/delivery-status", "message/global-delivery-status", "message/feedback-report",
                 "message/disposition-notification", "message/global-disposition-notification")  # fmt: skip
RETURNED = ("text/rfc822-headers", "message/global-headers", "message/rfc822", "message/global")


class Leafed(Message):
    """A message whose parts of kind message/… are leaves for the parser, and whose text nobody decodes but us: the
    library's own way hands the charset of a header to Python's codecs (2.8)."""

    _payload: Any

    def get_payload(self, i: Any = None, decode: bool = False) -> Any:
        return self._payload

    def get_content_maintype(self) -> str:
        kind = super().get_content_maintype()
        return "leaf" if kind == "message" else kind

    def get_content_type(self) -> str:
        kind = super().get_content_type()
        return "leaf/status" if kind == "message/delivery-status" else kind


@dataclass(slots=True)
class Sorted:
    """What a part comes to. `text` and `html` say the same where `is_whole`."""

    text: list[Message] = field(default_factory=list)
    html: list[Message] = field(default_factory=list)
    files: list[Message] = field(default_factory=list)
    reports: list[Message] = field(default_factory=list)
    is_whole: bool = True

    def add(self, other: Sorted) -> None:
        if other.text and bool(other.html) != bool(self.html) and self.text:
            self.is_whole = False
        self.text += other.text
        self.html += other.html
        self.files += other.files
        self.reports += other.reports
        self.is_whole &= other.is_whole


def parsed(raw: bytes) -> Message:
    """The whole as the standard library sees it, without its own decoding (4.1)."""
    parser: Any = BytesFeedParser(Leafed)
    whole: Message
    try:
        for at in range(0, len(raw), AT_ONCE):
            parser.feed(raw[at : at + AT_ONCE])
            if len(parser._msgstack) - 1 > DEEPEST:  # it would compare each line to come with all these boundaries
                raise Unreadable("too-deep")
        whole = parser.close()
        return whole
    except RecursionError:
        raise Unreadable("too-deep") from None


def sort(message: Message) -> Sorted:
    return _sorted(message, 0, "text/plain", in_report=False)


def _sorted(part: Message, depth: int, default: str, *, in_report: bool) -> Sorted:
    if depth > DEEPEST:
        raise Unreadable("too-deep")
    kind = type_of(part) if part.get("Content-Type") else ("multipart/mixed" if part.is_multipart() else default)
    if kind == "message/rfc822" and not part.get("Content-Type"):
        part["Content-Type"] = kind
    if part.is_multipart():
        if kind == "multipart/alternative":
            return _alternative(part, depth)
        return _one_after_another(part, depth, kind)
    if (in_report and kind in (*MACHINE_PARTS, *RETURNED)) or kind in MACHINE_PARTS:
        return Sorted(reports=[part])
    if kind in SEALED:
        return _opened(part)
    if is_text(part, kind):
        return Sorted(text=[part], html=[part] if kind in HTML else [])
    return Sorted(files=[part])


def _one_after_another(part: Message, depth: int, kind: str) -> Sorted:
    found = Sorted()
    default = "message/rfc822" if kind == "multipart/digest" else "text/plain"
    for child in children(part):
        found.add(_sorted(child, depth + 1, default, in_report=kind == "multipart/report"))
    return found


def _alternative(part: Message, depth: int) -> Sorted:
    """Plain words from the first face that has some, HTML from the last that has it; files from all."""
    faces = [_sorted(child, depth + 1, "text/plain", in_report=False) for child in children(part)]
    plain = [face for face in faces if face.text and not face.html and _has_words(face)]
    rich = [face for face in faces if face.html]
    best = plain[0] if plain else rich[-1] if rich else Sorted()
    found = Sorted(text=best.text, html=rich[-1].html if rich else [])
    found.is_whole = rich[-1].is_whole if rich else True
    for face in faces:
        found.files += [file for file in face.files if type_of(file) not in OTHER_FACES]
        found.reports += face.reports
    return found


def _opened(part: Message) -> Sorted:
    """What is signed in one piece shows what is in it, beside the file it came in; once, not in itself."""
    found = Sorted(files=[part])
    content = signed.content_of(data) if signed.is_signed(data := bytes_of(part)) else b""
    if content:
        limits.check(content)
        inside = parsed(content)
        kinds = {type_of(one) for one in inside.walk()} if inside.is_multipart() else {type_of(inside)}
        if not kinds & set(SEALED):
            found.add(sort(inside))
    return found


def _has_words(face: Sorted) -> bool:
    return type_of(face.text[0]) == "text/plain" and any(bytes_of(part).strip() for part in face.text)


def is_text(part: Message, kind: str) -> bool:
    """Whether it is read as words of the mail, not kept as a file."""
    if kind.startswith("multipart/"):
        return True  # it says that it has parts, and has none
    if kind not in (*PLAIN, *HTML) or main_value(part, "Content-Disposition") == "attachment":
        return False
    return not parameter(part, "Content-Disposition", "filename")


def children(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (child for child in payload if isinstance(child, Message))
