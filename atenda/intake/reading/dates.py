"""When a mail says it was sent, if that can be (RFC 5322)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)  # clocks that run fast
FURTHEST = 15 * 3600  # seconds a zone may be away from UTC


def read(raw: str, now: datetime) -> datetime | None:
    """In UTC. None for what is no date, is before there were mails, or has not come yet."""
    try:
        parts = parsedate_tz(re.sub(r"[^\x20-\x7e]", " ", raw[:100]))
        if parts is None or abs(parts[9] or 0) > FURTHEST:
            return None
        zone = timezone(timedelta(seconds=parts[9] or 0))
        sent = datetime(*parts[:6], tzinfo=zone).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return sent if EARLIEST <= sent <= now + AHEAD else None
