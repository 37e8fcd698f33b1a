"""Is it the same mail, come by another door? Told by what no server on the way writes (I2)."""

from __future__ import annotations

import hashlib
import re

TELLING = (b"message-id", b"from", b"date", b"subject")
LARGEST_HEADER = 256_000
_FOLDED = re.compile(rb"\r?\n[ \t]+")
_SPACES = re.compile(rb"\s+")
_ENDS = re.compile(rb"(?<![ \t])[ \t]++\r?\n|\r\n")  # each run of blanks is looked at once, however long it is


def sameness(raw: bytes) -> bytes:
    """SHA-256 over Message-ID, sender, date, subject and body, without the ends of lines that servers change.

    The body belongs to it: whoever knows a Message-ID cannot have somebody else's mail taken for one that is here.
    """
    header, body = _parted(raw)
    said = hashlib.sha256()
    lines = _FOLDED.sub(b" ", header[:LARGEST_HEADER]).splitlines()
    fields = [line.partition(b":") for line in lines if b":" in line]
    for name in TELLING:
        values = [value for field, _colon, value in fields if field.strip().lower() == name]
        said.update(name + b":" + _SPACES.sub(b" ", b"\n".join(values)).strip() + b"\n")
    said.update(_ENDS.sub(b"\n", body).rstrip())
    return said.digest()


def _parted(raw: bytes) -> tuple[bytes, bytes]:
    places = [place for place in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if place >= 0]
    if not places:
        return raw, b""
    place = min(places)
    return raw[:place], raw[place:].lstrip(b"\r\n")
