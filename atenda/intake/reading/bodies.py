"""What a part carries: its bytes, and its text (RFC 2045, 2046)."""

from __future__ import annotations

import binascii
import re
from contextlib import suppress
from email.message import Message

from atenda.intake.reading import flowed
from atenda.intake.reading.charsets import codec_of, decode
from atenda.intake.reading.parameters import main_value, parameter
from atenda.intake.reading.words import NO_BASE64, base64_of

_META = re.compile(rb'<meta[^>]{0,200}charset\s*=\s*["\']?([\w.:-]{1,40})', re.I)


def type_of(part: Message) -> str:
    """Like text/plain; what a mail does not say, or says badly, is plain text."""
    kind = main_value(part, "Content-Type").replace(" ", "")
    if part.is_multipart() and not kind.startswith(("multipart/", "message/")):
        return "multipart/mixed"
    if not re.fullmatch(r"[\w.+-]{1,60}/[\w.+-]{1,80}", kind):
        return "text/plain" if not kind or kind.startswith("text") else "application/octet-stream"
    return kind


def bytes_of(part: Message) -> bytes:
    """Its content without the envelope of its transfer; broken ones give what there is."""
    payload = part.get_payload()
    if not isinstance(payload, str):
        return b""
    raw = payload.encode("utf-8", "surrogateescape")
    how = main_value(part, "Content-Transfer-Encoding")
    if how == "base64":
        return base64_of_lines(raw)
    if how == "quoted-printable":
        return binascii.a2b_qp(raw)
    if how in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _uudecoded(raw)
    return raw


def text_of(part: Message) -> str:
    """The words of a text part, lines ended by \\n."""
    data = bytes_of(part)
    text = decode(data, _charset_of(part, data)).replace("\r\n", "\n").replace("\r", "\n")
    if type_of(part) == "text/plain" and parameter(part, "Content-Type", "format").lower() == "flowed":
        text = flowed.unfolded(text, delsp=parameter(part, "Content-Type", "delsp").lower() == "yes")
    return text


def base64_of_lines(raw: bytes) -> bytes:
    """Several base64 texts one behind another are read one by one, as some programs write them."""
    compact = raw.translate(None, NO_BASE64.replace(b"=", b""))
    if b"=" not in compact.rstrip(b"="):
        return base64_of(compact)
    return b"".join(base64_of(piece) for piece in re.split(rb"=+", compact))


def _charset_of(part: Message, data: bytes) -> str:
    said = parameter(part, "Content-Type", "charset")
    if type_of(part) == "text/html" and not codec_of(said) and (meta := _META.search(data[:4096])):
        return meta[1].decode("ascii", "replace")
    return said


def _uudecoded(raw: bytes) -> bytes:
    found = []
    for line in raw.splitlines():
        if line.strip() and not line.startswith((b"begin ", b"end")):
            with suppress(binascii.Error):
                found.append(binascii.a2b_uu(line))
    return b"".join(found)
