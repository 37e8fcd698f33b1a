"""Bring deliveries to one endpoint, one after the other over one connection. No database: this runs in a thread."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic, time

from atenda.organizations.models import Organization
from atenda.server import outbound
from atenda.server.outbound_http import BadUrl, Line, target_of
from atenda.webhooks.schedule import Fate, Outcome
from atenda.webhooks.sealed import signatures

KEPT = 2_000  # characters of an answer
PATIENCE = 10.0  # seconds for one answer
LONGEST = 20.0  # seconds of one errand, and then another endpoint's turn
AGENT = "Atenda-Webhooks/1"


@dataclass(frozen=True)
class Parcel:
    """One delivery as it goes out."""

    pk: int
    stream: tuple[str, int]
    message_id: str
    body: str
    tries: int
    due_at: datetime


@dataclass(frozen=True)
class Errand:
    """What is brought to one endpoint in one go, and with which keys it is signed."""

    organization: Organization
    endpoint_id: int
    lane: int
    url: str
    keys: Sequence[bytes]
    parcels: Sequence[Parcel]
    opened: Sequence[str]
    begun_at: datetime


def bring(errand: Errand, tell: Callable[[Parcel, Outcome], None], is_over: Callable[[], bool]) -> None:
    """Say of each what became of it, as soon as it is known, until it is over.

    One that is not taken keeps what is later of its subject back; an endpoint that does not answer, all the rest.
    """
    if not errand.keys:  # sealed with another secret key: nothing leaves unsigned
        tell(errand.parcels[0], Outcome(errand.begun_at, 0, error="secret"))
        return
    began = monotonic()
    kept_back: set[tuple[str, int]] = set()
    line: Line | None = None
    try:
        for parcel in errand.parcels:
            if is_over() or monotonic() > began + LONGEST:
                return
            if parcel.stream in kept_back:
                continue
            try:
                line = line or Line(target_of(errand.url), opened=errand.opened, is_free=True)
            except BadUrl:
                tell(parcel, Outcome(errand.begun_at, 0, error="address"))
                return
            at = errand.begun_at + timedelta(seconds=monotonic() - began)
            outcome = _hand_over(line, parcel, errand.keys, at)
            tell(parcel, outcome)
            if outcome.fate in (Fate.UNREACHED, Fate.GONE):
                return
            if outcome.fate == Fate.REFUSED:
                kept_back.add(parcel.stream)
    finally:
        if line is not None:
            line.close()


def _hand_over(line: Line, parcel: Parcel, keys: Sequence[bytes], at: datetime) -> Outcome:
    body, timestamp, began = parcel.body.encode(), int(time()), monotonic()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "webhook-id": parcel.message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signatures(parcel.message_id, timestamp, body, list(keys)),
    }
    try:
        answer = line.post(body, headers, timeout=PATIENCE)
    except OSError as error:
        return Outcome(at, _since(began), error=_why(error))
    words = answer.body[: 4 * KEPT].decode("utf-8", "replace")[:KEPT]
    if 300 <= answer.status < 400 and (to := answer.headers.get("location", "")):
        words = f"→ {to[:200]}\n{words}"
    return Outcome(
        at,
        _since(began),
        status=answer.status,
        answer=words.replace("\0", "�"),  # which the database cannot keep
        retry_after=answer.headers.get("retry-after", "")[:100],
    )


def _since(began: float) -> int:
    return int((monotonic() - began) * 1000)


def _why(error: OSError) -> str:
    """A word the page has a sentence for (`telling.ERRORS`), and what the machine says of it."""
    if isinstance(error, outbound.Forbidden):
        return "closed"
    if isinstance(error, outbound.Unknown):
        return "unknown"
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ssl.SSLError):
        return f"tls: {getattr(error, 'verify_message', '') or error.reason or error}"[:200]
    if isinstance(error, ConnectionRefusedError):
        return "refused"
    return f"broken: {error.strerror or type(error).__name__}"[:200]
