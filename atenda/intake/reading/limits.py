"""How large, how many, how deep: counted on the bytes before anything is parsed (4.4, 7.15–7.18)."""

from __future__ import annotations

import re
from itertools import islice

from atenda.intake.reading.refusals import Unreadable

MB = 1_000_000
LARGEST = 35 * MB  # bytes of a mail (7.15)
LARGEST_HEADERS = 2 * MB  # all of the mail itself: ten thousand recipients fit (7.05)
MOST_HEADER_LINES = 25_000
LONGEST_LINE = 1 * MB  # of a header
MOST_HEADERS = 2_000
MOST_BOUNDARIES = 500  # declared
MOST_MENTIONS = 100_000  # of the word
MOST_DIVIDERS = 2_000  # lines that divide parts
DEEPEST = 40  # parts in parts
MOST_PARTS = 500  # files of one mail
LONGEST_VALUE = 100_000  # characters of one header that are decoded
LONGEST_TEXT = 1_000_000  # characters
LARGEST_HTML = 2 * MB  # 7.17
MEMORY = 512 * MB
CPU_SECONDS = 9  # with what it takes to start another child: ten (7.18)
CLOCK_SECONDS = 30.0

_BOUNDARY = re.compile(rb'boundary(?:\*0?\*?)?[ \t]*=[ \t]*"?([^"\r\n;]{1,200})', re.I)
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n|\r\r")
_FIELD = re.compile(rb"^[^\s:]+[ \t]*:", re.M)


def check(raw: bytes) -> None:
    """Raises Unreadable for what would take the parser too long or too much memory."""
    if len(raw) > LARGEST:
        raise Unreadable("too-large")
    end = _END_OF_HEADERS.search(raw)
    _check_headers(raw[: end.start()] if end else raw)
    _check_boundaries(raw)


def _check_headers(headers: bytes) -> None:
    lines = re.split(rb"\r\n|\n|\r", headers[: LARGEST_HEADERS + 1])
    if len(lines) > MOST_HEADER_LINES or len(_FIELD.findall(headers[: LARGEST_HEADERS + 1])) > MOST_HEADERS:
        raise Unreadable("too-many-headers")
    if len(headers) > LARGEST_HEADERS or max(map(len, lines)) > LONGEST_LINE:
        raise Unreadable("too-long-headers")


def _check_boundaries(raw: bytes) -> None:
    """The parser compares each line with each boundary that is open: both numbers count."""
    lowered = raw.lower()  # a plain word is found ten times as fast as one in any case
    places = (found.start() for found in islice(re.finditer(rb"boundary", lowered), MOST_MENTIONS))
    declared = [found[1] for place in places if (found := _BOUNDARY.match(raw, place))]
    if len(declared) > MOST_BOUNDARIES:
        raise Unreadable("too-many-parts")
    prefixes = {b"--" + boundary.strip() for boundary in declared}
    if sum(raw.count(b"\n" + prefix) for prefix in prefixes) > MOST_DIVIDERS:
        raise Unreadable("too-many-parts")
