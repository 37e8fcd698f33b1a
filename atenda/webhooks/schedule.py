"""When a delivery is tried again, and when an endpoint as a whole is left alone. No database, no clock of its own."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum

# After the first try, as Standard Webhooks suggests: three days in all.
PAUSES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1_800, 2 * 3_600, 5 * 3_600, 10 * 3_600, 14 * 3_600, 20 * 3_600, 24 * 3_600)
)
# An endpoint that does not answer is asked with one delivery, ever more seldom; so often that it is heard coming back.
TROUBLE = tuple(timedelta(seconds=seconds) for seconds in (5, 30, 120, 300, 900))
LONGEST_WAIT = timedelta(hours=1)  # however long it asks us to wait
MOST_IN_A_ROW = 5  # refusals in a row, of whatever delivery: then it is the endpoint
DEAD = timedelta(days=5)
OVERLOADED = (429, 502, 503, 504)
GONE = 410
SLOW = 2_000  # milliseconds


class Fate(Enum):
    """What a try says: of this delivery, or of the endpoint."""

    TAKEN = "taken"
    REFUSED = "refused"  # this one, by an endpoint that answers
    UNREACHED = "unreached"  # it does not answer, or asks to be left alone
    GONE = "gone"


@dataclass(frozen=True)
class Outcome:
    """One try: when, the answer's status or what went wrong instead, how long it took, and the words that came."""

    at: datetime
    milliseconds: int
    status: int | None = None
    error: str = ""
    answer: str = ""
    retry_after: str = ""

    @property
    def fate(self) -> Fate:
        if self.status is None or self.status in OVERLOADED:
            return Fate.UNREACHED
        if 200 <= self.status < 300:
            return Fate.TAKEN
        return Fate.GONE if self.status == GONE else Fate.REFUSED

    @property
    def kept(self) -> list[object]:
        """As a delivery remembers it."""
        return [self.at.isoformat(), self.status, self.error, self.milliseconds, self.answer]


def next_try(tries: int, now: datetime) -> datetime | None:
    """When a delivery refused so many times is tried again; never after the tenth."""
    return now + about(PAUSES[tries - 1]) if tries <= len(PAUSES) else None


def next_question(tries: int, retry_after: str, now: datetime) -> datetime:
    """When an endpoint that could not be reached so many times in a row is asked again."""
    pause = about(TROUBLE[min(tries, len(TROUBLE)) - 1])
    return now + max(pause, min(asked_to_wait(retry_after, now), LONGEST_WAIT))


def asked_to_wait(retry_after: str, now: datetime) -> timedelta:
    """`Retry-After`: seconds, or a date. What cannot be read asks for nothing."""
    if retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 10:
        return timedelta(seconds=int(retry_after))
    try:
        until = parsedate_to_datetime(retry_after)
    except (ValueError, TypeError, IndexError, OverflowError):
        return timedelta(0)
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(timedelta(0), until - now)


def about(pause: timedelta) -> timedelta:
    """A little more or less, so that not everybody comes back at once."""
    return pause * random.uniform(0.9, 1.1)  # noqa: S311  spreads, protects nothing
