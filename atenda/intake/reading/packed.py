"""What Outlook packs into a winmail.dat (TNEF): its files, and its words where the mail has no others (2.9)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tnefparse import TNEF

from atenda.intake.reading.charsets import decode
from atenda.intake.reading.limits import MOST_PARTS

SIGNATURE = b"\x78\x9f\x3e\x22"
CONTENT_ID = 0x3712
MOST_OBJECTS = 2_000


@dataclass(frozen=True, slots=True)
class Unpacked:
    files: tuple[tuple[str, bytes, str], ...]  # name, content, Content-ID
    text: str
    html: str


def is_tnef(data: bytes) -> bool:
    return data.startswith(SIGNATURE)


def unpack(data: bytes) -> Unpacked | None:
    """None where it cannot be read: then the whole is kept as it is."""
    if _objects(data) > MOST_OBJECTS:
        return None
    try:
        read = TNEF(data, do_checksum=False)
        return Unpacked(tuple(_files(read)), _text(read.body), _text(read.htmlbody))
    except MemoryError:
        raise
    except Exception:  # somebody else's parser on a stranger's bytes: it fails in every way there is
        return None


def _objects(data: bytes) -> int:
    """How many it has: the library copies the rest of the whole for each."""
    count, at = 0, 6
    while at + 9 < len(data) and count <= MOST_OBJECTS:
        at += 11 + int.from_bytes(data[at + 5 : at + 9], "little")
        count += 1
    return count


def _files(read: Any) -> Iterator[tuple[str, bytes, str]]:
    for attached in read.attachments[:MOST_PARTS]:
        name = _text(attached.long_filename() or attached.name)
        content_ids = (_text(one.data) for one in attached.mapi_attrs if one.name == CONTENT_ID)
        yield name, bytes(attached.data or b""), next(content_ids, "").strip("<> ")


def _text(said: Any) -> str:
    if isinstance(said, (list, tuple)):
        said = said[0] if said else ""
    if isinstance(said, bytes):
        return decode(said.rstrip(b"\x00"))
    return str(said or "").replace("\x00", "")
