"""Headers as text: encoded words (RFC 2047), raw UTF-8 (RFC 6532), and whatever else programs write there."""

from __future__ import annotations

import base64
import binascii
import re
import string
from collections.abc import Iterable
from email.message import Message

from atenda.intake.reading.charsets import codec_of, decode
from atenda.intake.reading.limits import LONGEST_VALUE

WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*)\?=")
NO_BASE64 = bytes(set(range(256)) - set(string.ascii_letters.encode() + string.digits.encode() + b"+/"))
_GAP = re.compile(r"\s*\Z")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def values(message: Message, name: str) -> list[str]:
    """Every header of that name as it stands, unfolded and cut where no mail is so long; bytes as surrogates."""
    wanted = name.lower()
    return [_unfolded(str(value)) for key, value in message.raw_items() if key.lower() == wanted]


def value(message: Message, name: str) -> str:
    """The first header of that name, or nothing."""
    return next(iter(values(message, name)), "")


def text_of(raw: str) -> str:
    """What a header says to a person: decoded, in one line, without signs that steer anything (3.12)."""
    return one_line(decoded(raw[:LONGEST_VALUE]))


def one_line(text: str) -> str:
    return " ".join(_CONTROLS.sub(" ", text).split())


def decoded(raw: str) -> str:
    """Encoded words taken out of their envelopes; what is none, or is broken, stays as it stands."""
    pieces: list[tuple[str, str, bytes]] = []  # text, or charset and bytes: letters may be cut between two words
    at = 0
    for word in WORD.finditer(raw):
        between = raw[at : word.start()]
        if not (pieces and pieces[-1][1] and _GAP.match(between)):
            pieces.append((plain(between), "", b""))
        charset = word[1].partition("*")[0]
        pieces.append(("", charset, _word_bytes(word[2], word[3])))
        at = word.end()
    pieces.append((plain(raw[at:]), "", b""))
    return "".join(_joined(pieces))


def plain(raw: str) -> str:
    """Bytes that stand in a header without any envelope: UTF-8 as RFC 6532 allows, or what they look like."""
    if raw.isascii():
        return raw
    return decode(raw.encode("utf-8", "surrogateescape"))


def _joined(pieces: Iterable[tuple[str, str, bytes]]) -> Iterable[str]:
    charset, held = "", b""
    for text, of, data in pieces:
        if held and (not of or codec_of(of) != codec_of(charset)):
            yield decode(held, charset)
            held = b""
        if of:
            charset, held = of, held + data
        else:
            yield text
    if held:
        yield decode(held, charset)


def _word_bytes(how: str, inner: str) -> bytes:
    data = inner.encode("utf-8", "surrogateescape")
    if how in "qQ":
        return quoted(data.replace(b"_", b" "))
    return base64_of(data)


def quoted(data: bytes) -> bytes:
    return re.sub(rb"=([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), data)


def base64_of(data: bytes) -> bytes:
    """As much of it as there is: signs that do not belong are passed over, missing padding is put in."""
    kept = data.partition(b"=")[0].translate(None, NO_BASE64)
    try:
        return base64.b64decode(kept[: len(kept) - (len(kept) % 4 == 1)] + b"=" * (-len(kept) % 4))
    except binascii.Error:
        return b""


def _unfolded(raw: str) -> str:
    return re.sub(r"[\r\n]+(?=[ \t])|[\r\n]+", "", raw[: 2 * 1_000_000]).strip()
