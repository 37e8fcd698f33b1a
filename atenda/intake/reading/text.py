"""The words of a mail: from its plain text, or from its HTML where it has none."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message

from atenda.intake.reading import packed
from atenda.intake.reading.bodies import bytes_of, text_of, type_of
from atenda.intake.reading.html import clean
from atenda.intake.reading.limits import LARGEST_HTML, LONGEST_TEXT
from atenda.intake.reading.tree import HTML, Sorted


@dataclass(frozen=True, slots=True)
class Words:
    text: str
    html: str  # harmless
    has_remote_images: bool
    problems: tuple[str, ...]


def read(parts: Sorted, *, passes_on: bool = False) -> Words:
    """HTML is shown where the mail has one page that says all of it: pages are never joined (2.9)."""
    problems: list[str] = []
    page = _page(parts)
    cleaned = clean(page, passes_on=passes_on)
    problems += cleaned.problems
    texts = [cleaned.text if _is_page(part, parts) else _as_text(part) for part in parts.text]
    text = "\n\n".join(one.strip("\n") for one in texts if one.strip())
    if not text.strip():
        inside = _packed(parts)
        cleaned = clean(inside.html, passes_on=passes_on) if inside and inside.html else cleaned
        text = cleaned.text or (inside.text if inside else "")
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT]
        problems.append("text-cut")
    return Words(text.replace("\x00", "").strip("\n"), cleaned.html, cleaned.has_remote_images, tuple(problems))


def _page(parts: Sorted) -> str:
    if len(parts.html) == 1 and parts.is_whole:
        return text_of(parts.html[0])
    return ""


def _packed(parts: Sorted) -> packed.Unpacked | None:
    """A winmail.dat speaks where the mail has no words of its own."""
    for part in parts.files:
        if packed.is_tnef(data := bytes_of(part)) and (unpacked := packed.unpack(data)) is not None:
            return unpacked
    return None


def _is_page(part: Message, parts: Sorted) -> bool:
    return parts.is_whole and len(parts.html) == 1 and part is parts.html[0]


def _as_text(part: Message) -> str:
    said = text_of(part)
    return clean(said[:LARGEST_HTML]).text if type_of(part) in HTML else said
