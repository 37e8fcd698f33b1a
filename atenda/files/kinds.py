"""What a file is, found from its content; its name decides nothing but whether it may run (3.28, 3.34)."""

from __future__ import annotations

import re
from enum import StrEnum

import puremagic

from atenda.files.names import ending_of

HEAD = 8192  # bytes that are looked at
UNKNOWN = "application/octet-stream"
TEXT = "text/plain"

# What is drawn, played or refused is told by its own signature alone; puremagic only names the rest.
SIGNATURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.S), "image/webp"),
    (re.compile(rb"....ftyp(heic|heix|heim|heis|mif1|msf1)", re.S), "image/heic"),
    (re.compile(rb"%PDF-\d"), "application/pdf"),
    (re.compile(rb"RIFF....WAVE", re.S), "audio/wav"),
    (re.compile(rb"ID3[\x02-\x04]|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]"), "audio/mpeg"),
    (re.compile(rb"OggS\x00"), "audio/ogg"),
    (re.compile(rb"fLaC"), "audio/flac"),
    (re.compile(rb"....ftypM4A ", re.S), "audio/mp4"),
    (re.compile(rb"....ftyp3gp", re.S), "audio/3gpp"),
    (re.compile(rb"PK\x03\x04.{26}mimetype(application/vnd\.oasis\.[\w.-]+)", re.S), ""),
    (re.compile(rb"PK\x03\x04|PK\x05\x06"), "application/zip"),
)
OFFICE = (
    (rb"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (rb"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (rb"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
PROGRAMS = re.compile(
    rb"(?s:MZ(?=.*\x00))|\x7fELF|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|\xca\xfe\xba\xbe|dex\n\d|#!|"
    rb"L\x00\x00\x00\x01\x14\x02\x00|MSCF"
)
RUNS = re.compile(
    r"ade|adp|app|appimage|application|appref\-ms|bat|chm|cmd|com|cpl|dll|dmg|exe|gadget|hta|htaccess|inf|"
    r"ins|iso|jar|jnlp|js|jse|lnk|mde|msc|msi|msix|msp|mst|pht|phar|php|php3|php4|php5|phtml|pif|pkg|ps1|"
    r"psm1|py|rb|reg|scf|scr|sct|sh|shtml|sys|url|vb|vbe|vbs|vhd|vxd|ws|wsc|wsf|wsh|xll"
)
MARKUP = re.compile(rb"<(!doctype|html|head|body|script|svg|\?xml|iframe|img|style|a\s|meta)", re.I)
DRAWN_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/heic")
PLAYED = ("audio/wav", "audio/mpeg", "audio/ogg", "audio/flac", "audio/mp4")


class Family(StrEnum):
    """What a page can do with a kind."""

    IMAGE = "image"
    PDF = "pdf"
    AUDIO = "audio"
    TEXT = "text"
    ARCHIVE = "archive"
    DOCUMENT = "document"
    OTHER = "other"


def kind_of(head: bytes, name: str = "") -> str:
    """The media type of a file that begins like this; octet-stream when nothing is known of it."""
    for signature, kind in SIGNATURES:
        if found := signature.match(head):
            if kind == "application/zip":
                return _office(head) or kind
            return kind or found[1].decode()
    if MARKUP.search(head[:1024]):
        return "image/svg+xml" if re.search(rb"<svg", head, re.I) else "text/html"
    if _is_text(head):
        return "text/csv" if ending_of(name) == "csv" else TEXT
    return _guess(head)


def is_program(head: bytes, name: str) -> bool:
    """Whether it would run when somebody opens it: by its first bytes, or by an ending that some system runs."""
    if PROGRAMS.match(head) and kind_of(head).partition("/")[0] != "audio":
        return True
    return bool(RUNS.fullmatch(ending_of(name.rstrip(". ~_"))))


def family_of(kind: str) -> Family:
    if kind in DRAWN_IMAGES:
        return Family.IMAGE
    if kind == "application/pdf":
        return Family.PDF
    if kind in PLAYED:
        return Family.AUDIO
    if kind in (TEXT, "text/csv"):
        return Family.TEXT
    if kind in ("application/zip", "application/x-7z-compressed", "application/gzip", "application/x-rar-compressed"):
        return Family.ARCHIVE
    if "officedocument" in kind or "oasis" in kind or kind in ("application/msword", "application/vnd.ms-excel"):
        return Family.DOCUMENT
    return Family.OTHER


def served_as(kind: str) -> str:
    """The type a browser is told: one of a short list that can do nothing, else a mere row of bytes (3.34)."""
    return kind if family_of(kind) in (Family.IMAGE, Family.PDF, Family.AUDIO) else UNKNOWN


def _office(head: bytes) -> str:
    return next((kind for mark, kind in OFFICE if mark in head), "")


def _is_text(head: bytes) -> bool:
    if re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", head):
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        is_cut = len(head) >= HEAD and error.start > len(head) - 4
        return is_cut or sum(byte >= 0x80 for byte in head) * 5 < len(head)  # Latin-1: mostly plain letters
    return True


def _guess(head: bytes) -> str:
    try:
        guesses = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    named = next((guess.mime_type for guess in guesses if re.fullmatch(r"[\w.+-]+/[\w.+-]+", guess.mime_type)), "")
    # What is drawn or played was told above or not at all.
    return named[:100] if named and family_of(named) in (Family.ARCHIVE, Family.DOCUMENT, Family.OTHER) else UNKNOWN
