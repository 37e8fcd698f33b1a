"""A picture that a mail names on another machine, fetched by us once somebody asked to see it (3.24).

Whoever sent the mail learns that a desk looked, and neither who nor from where. No way leads inside (3.60); what comes
is a picture by its content and of bounded size, or nothing. It is kept for an hour.

The stream calls this, in threads of its own (`live/pictures.py`), once it has asked whether this copy is held.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from time import monotonic
from urllib.parse import urljoin, urlsplit, urlunsplit

from atenda.files.kinds import HEAD, kind_of
from atenda.intake.reading.decoration import size_of
from atenda.server.outbound_http import Answer, BadUrl, Line, target_of

LARGEST = 5_000_000  # bytes
MOST_PIXELS = 40_000_000
KINDS = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
LONGEST = 6.0  # seconds, redirects included
MOST_REDIRECTS = 3
KEPT_BYTES, KEPT_SECONDS = 32_000_000, 3600.0
OPENED: Sequence[str] = ()  # private networks that may be asked: none

_kept: OrderedDict[tuple[int, str], tuple[float, str, bytes]] = OrderedDict()
_lock = Lock()


class NoPicture(Exception):
    """It cannot be had, or it is none."""


def fetch(organization: int, url: str) -> tuple[str, bytes]:
    """Its kind and its bytes. Raises NoPicture."""
    if (found := remembered(organization, url)) is not None:
        return found
    try:
        body = _asked(url)
    except ValueError as error:  # what a mail or a server calls an address need be none
        raise NoPicture("address") from error
    kind = kind_of(body[:HEAD])
    size = size_of(body[:65_536])
    if kind not in KINDS or (size is not None and size[0] * size[1] > MOST_PIXELS):
        raise NoPicture(kind)
    _remember((organization, url), kind, body)
    return kind, body


def _asked(url: str) -> bytes:
    until = monotonic() + LONGEST
    for _redirect in range(MOST_REDIRECTS + 1):
        answer = _answer(_sealed(url), until)
        if answer.status in (301, 302, 303, 307, 308) and (onward := answer.headers.get("location")):
            url = urljoin(url, onward)
        elif answer.status == 200 and answer.is_whole and answer.body:
            return answer.body
        else:
            raise NoPicture(str(answer.status))
    raise NoPicture("redirects")


def _sealed(url: str) -> str:
    """By https, whatever the mail says: no clear words leave for the open network."""
    parts = urlsplit(url)
    if parts.scheme == "http" and not OPENED:
        parts = parts._replace(scheme="https", netloc=parts.netloc.removesuffix(":80"))
    return urlunsplit(parts._replace(fragment=""))


def _answer(url: str, until: float) -> Answer:
    try:
        line = Line(target_of(url), opened=OPENED, is_free=True)
    except BadUrl as error:
        raise NoPicture("address") from error
    try:
        asked = {"Accept": ", ".join(sorted(KINDS)), "User-Agent": "Atenda", "Connection": "close"}
        return line.get(asked, most=LARGEST, timeout=max(0.001, until - monotonic()))
    except OSError as error:
        raise NoPicture(type(error).__name__) from error
    finally:
        line.close()


def remembered(organization: int, url: str) -> tuple[str, bytes] | None:
    """What was fetched for this organization within the hour."""
    key = (organization, url)
    with _lock:
        found = _kept.get(key)
        if found is None or found[0] < monotonic():
            return None
        _kept.move_to_end(key)
        return found[1], found[2]


def _remember(key: tuple[int, str], kind: str, body: bytes) -> None:
    with _lock:
        _kept[key] = (monotonic() + KEPT_SECONDS, kind, body)
        _kept.move_to_end(key)
        while sum(len(entry[2]) for entry in _kept.values()) > KEPT_BYTES:
            _kept.popitem(last=False)
