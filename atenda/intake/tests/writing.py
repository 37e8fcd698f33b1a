"""Small builders of mails as bytes, and a reader of them for tests. All text in them is our own."""

from __future__ import annotations

import base64
import tempfile
from pathlib import Path

from atenda.intake.reading.reading import read_bytes
from atenda.intake.reading.shape import ReadMail

FROM = "From: Ana Pena <ana@mar.example>"
TO = "To: mesa@rias.example"
OURS = "<0123abcd.ffee@rias.example>"  # the Message-ID of a mail of ours


def mail(*headers: str, body: str | bytes = "Non vai a caldeira.\n", sender: str = FROM) -> bytes:
    """A mail with From, To, a subject unless one is given, and these headers."""
    named = {header.partition(":")[0].lower() for header in headers}
    first = [*([sender] if "from" not in named and sender else []), *([TO] if "to" not in named else [])]
    if "subject" not in named:
        first.append("Subject: Caldeira")
    content = body if isinstance(body, bytes) else body.encode()
    return "\n".join([*headers, *first, "", ""]).encode() + content


def part(kind: str, content: str | bytes, *headers: str, pack: bool = False) -> bytes:
    data = content if isinstance(content, bytes) else content.encode()
    if pack:
        data = base64.encodebytes(data)
        headers = (*headers, "Content-Transfer-Encoding: base64")
    return "\n".join([f"Content-Type: {kind}", *headers, "", ""]).encode() + data


def many(kind: str, *parts: bytes, boundary: str = "lim") -> bytes:
    """A multipart part with its own Content-Type header."""
    return b"Content-Type: multipart/%b; boundary=%b\n\n" % (kind.encode(), boundary.encode()) + joined(parts, boundary)


def joined(parts: tuple[bytes, ...] | list[bytes], boundary: str = "lim") -> bytes:
    edge = b"--" + boundary.encode()
    return b"".join(edge + b"\n" + one + b"\n" for one in parts) + edge + b"--\n"


def mixed(*parts: bytes, headers: tuple[str, ...] = (), kind: str = "mixed", more: str = "") -> bytes:
    return mail(*headers, f"Content-Type: multipart/{kind}; boundary=fora{more}", body=joined(parts, "fora"))


def read(raw: bytes, *trusted: str, folder: Path | None = None) -> ReadMail:
    if folder is not None:
        return read_bytes(raw, folder, trusted=trusted)
    with tempfile.TemporaryDirectory() as made:
        return read_bytes(raw, Path(made), trusted=trusted)
