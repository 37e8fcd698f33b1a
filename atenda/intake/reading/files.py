"""The files of a mail, each written to the folder under a number, called by its cleaned name (2.9, 3.28)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import Message
from pathlib import Path

from atenda.files.kinds import HEAD, TEXT, UNKNOWN, kind_of
from atenda.files.names import ending_of, tidy
from atenda.intake.reading import packed, signed
from atenda.intake.reading.bodies import bytes_of, type_of
from atenda.intake.reading.decoration import is_decoration
from atenda.intake.reading.limits import MOST_PARTS
from atenda.intake.reading.parameters import main_value, parameter
from atenda.intake.reading.shape import Label, Part
from atenda.intake.reading.tree import SEALED
from atenda.intake.reading.words import text_of, value

MAILS = ("message/rfc822", "message/global", "message/partial")
SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
DER = b"0"  # how what is signed or sealed begins
ENDINGS = {
    "message/rfc822": "eml", "text/calendar": "ics", "text/vcard": "vcf", "text/plain": "txt", "text/html": "html",
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/heic": "heic",
    "application/pdf": "pdf", "application/zip": "zip", "audio/mpeg": "mp3", "audio/ogg": "ogg",
    "application/pkcs7-signature": "p7s", "application/pkcs7-mime": "p7m", "application/pgp-signature": "asc",
    "application/pgp-encrypted": "asc", "text/csv": "csv",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """A file before it is written."""

    name: str
    said: str  # the kind the mail says it has
    data: bytes
    content_id: str = ""
    label: Label = Label.NONE
    is_attached: bool = False  # the mail says so


def found(parts: list[Message]) -> Iterator[File]:
    """Every file, those Outlook packed into a winmail.dat among them."""
    for part in parts:
        file = _file(part)
        if packed.is_tnef(file.data):
            unpacked = packed.unpack(file.data)
            if unpacked is not None:
                yield from (File(name, "", data, cid, Label.FROM_TNEF) for name, data, cid in unpacked.files)
                continue
        yield file


def is_mail(file: File) -> bool:
    return _kind(file) == "message/rfc822"


def write(files: list[File], folder: Path, html: str) -> tuple[Part, ...]:
    """Written and told. What the HTML shows by its Content-ID is inline."""
    shown = {one.lower() for one in re.findall(r"""cid:([^"'\s)>]{1,250})""", html)}
    return tuple(_written(number, file, folder, shown) for number, file in enumerate(files[:MOST_PARTS], 1))


def _written(number: int, file: File, folder: Path, shown: set[str]) -> Part:
    kind = _kind(file)
    (folder / str(number)).write_bytes(file.data)
    is_inline = bool(file.content_id) and file.content_id.lower() in shown
    part = Part(
        name=_name(file, kind, number),
        kind=kind,
        size=len(file.data),
        stored=str(number),
        content_id=file.content_id,
        is_inline=is_inline,
        label=_label(file, kind),
    )
    return replace(part, is_decoration=is_decoration(part, file.data[:HEAD], is_attached=file.is_attached))


def _file(part: Message) -> File:
    name = parameter(part, "Content-Disposition", "filename") or parameter(part, "Content-Type", "name")
    return File(
        name=name,
        said=type_of(part),
        data=bytes_of(part),
        content_id=text_of(value(part, "Content-ID")).strip("<> ")[:250],
        label=_said_label(part),
        is_attached=main_value(part, "Content-Disposition") == "attachment",
    )


def _said_label(part: Message) -> Label:
    """Nothing is checked here, so nothing is called genuine (3.15)."""
    kind = type_of(part)
    if kind in SIGNATURES:
        return Label.SIGNED
    if kind in SEALED:
        says_so = parameter(part, "Content-Type", "smime-type").lower() in ("signed-data", "certs-only")
        return Label.SIGNED if says_so or signed.is_signed(bytes_of(part)) else Label.ENCRYPTED
    return Label.ENCRYPTED if kind == "application/pgp-encrypted" else Label.NONE


def _label(file: File, kind: str) -> Label:
    if file.label:
        return file.label
    if file.data[:60].lstrip().startswith(b"-----BEGIN PGP MESSAGE-----"):
        return Label.ENCRYPTED
    if file.data[:60].lstrip().startswith(b"-----BEGIN PGP SIGNATURE-----"):
        return Label.SIGNED
    return {"text/calendar": Label.CALENDAR, "message/rfc822": Label.MAIL}.get(kind, Label.NONE)


def _kind(file: File) -> str:
    """By content; the mail is believed only where the content cannot tell."""
    seen = kind_of(file.data[:HEAD], tidy(file.name))
    start = file.data[:200].lstrip(b"\xef\xbb\xbf\r\n\t ").upper()
    if start.startswith(b"BEGIN:VCALENDAR"):
        return "text/calendar"
    if start.startswith(b"BEGIN:VCARD"):
        return "text/vcard"
    if seen in (TEXT, "text/html", UNKNOWN) and (file.said in MAILS or ending_of(tidy(file.name)) == "eml"):
        return "message/rfc822"
    is_sealed = file.said in (*SIGNATURES, *SEALED, "application/pgp-encrypted")
    if is_sealed and (seen in (TEXT, UNKNOWN) or file.data.startswith(DER)):
        return file.said.replace("/x-", "/")
    return seen


def _name(file: File, kind: str, number: int) -> str:
    """What it is called, or a number where it is called nothing; a mail is called by its subject."""
    name = tidy(file.name)
    if not name and kind == "message/rfc822":
        name = tidy(_subject_inside(file.data))
        name = f"{name[:100]}.eml" if name else ""
    return name or f"{number}.{ENDINGS.get(kind, 'bin')}"


def _subject_inside(data: bytes) -> str:
    head = re.split(rb"\r?\n\r?\n", data[:20_000], maxsplit=1)[0].decode("utf-8", "surrogateescape")
    subject = re.search(r"^subject:(.*(?:\n[ \t].*)*)", head, re.I | re.M)
    return text_of(subject[1]) if subject else ""
