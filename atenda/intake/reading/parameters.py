"""What stands behind the semicolons of a header: plain, quoted, in pieces, with a charset (RFC 2045, 2231)."""

from __future__ import annotations

import re
from email.message import Message
from urllib.parse import unquote_to_bytes

from atenda.intake.reading.charsets import decode
from atenda.intake.reading.words import decoded, plain, value

MOST_PIECES = 200
LONGEST = 20_000  # characters of all parameters
_PARAMETER = re.compile(r' ?([^\s=;*]{1,60})(\*\d{0,4}\*?|\*)? ?= ?("(?:[^"\\]|\\.)*"?|[^;]*) ?(?:;|\Z)')


def main_value(message: Message, header: str) -> str:
    """What stands before the first semicolon, in small letters.

    >>> from email import message_from_string
    >>> main_value(message_from_string("Content-Type: TEXT/Plain; charset=utf-8"), "Content-Type")
    'text/plain'
    """
    return value(message, header).partition(";")[0].partition("(")[0].strip().lower()


def parameter(message: Message, header: str, name: str) -> str:
    """One parameter, decoded; an extended one (`name*`) before a plain one, as RFC 6266 wishes."""
    plain_value = ""
    pieces: dict[int, tuple[bool, str]] = {}
    written = re.sub(r"\s+", " ", value(message, header).partition(";")[2][:LONGEST])
    for found in _PARAMETER.finditer(written):
        if found[1].lower() != name:
            continue
        raw = _unquoted(found[3])
        if not found[2]:
            plain_value = plain_value or decoded(raw)
        elif len(pieces) < MOST_PIECES:
            stars = found[2]
            number = int("".join(filter(str.isdigit, stars)) or 0)
            pieces.setdefault(number, (stars.endswith("*"), raw))
    return _assembled(pieces) or plain_value


def _assembled(pieces: dict[int, tuple[bool, str]]) -> str:
    """Pieces in their order, up to the first that is missing. Only the first one names the charset."""
    charset, data = "", b""
    for number in range(len(pieces)):
        if number not in pieces:
            break
        is_extended, raw = pieces[number]
        if is_extended and number == 0 and raw.count("'") >= 2:
            charset, _language, raw = raw.split("'", 2)
        written = raw.encode("utf-8", "surrogateescape")
        data += unquote_to_bytes(written) if is_extended else written
    text = decode(data, charset or "utf-8")
    return decoded(text) if "=?" in text else text


def _unquoted(raw: str) -> str:
    if raw.startswith('"'):
        return re.sub(r'\\(["\\])', r"\1", plain(raw.strip()[1:].removesuffix('"')))
    return plain(raw.strip().strip("'") if "''" not in raw else raw.strip())
