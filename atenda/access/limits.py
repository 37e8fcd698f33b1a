"""All that is limited about signing in, and about pages that ask for none, and the counting of it (7.07–7.09).

Counts stand in PostgreSQL: all processes share them and a restart forgets nothing. One statement counts and decides,
so a thousand tries at once are counted one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from atenda.access.models import Tally

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """`allowed` uses in `period`; then nothing until the period ends or, where `delay` is given, one use after each
    delay, which doubles up to `longest_delay` and is forgotten after a day without a use."""

    name: str
    allowed: int
    period: timedelta
    meaning: Promise
    delay: timedelta | None = None
    longest_delay: timedelta = timedelta(0)


SIGN_IN_ACCOUNT = Limit(
    "sign-in-account",
    10,
    15 * MINUTE,
    _("Wrong passwords for one e-mail address, or from one device it has used before, until waiting begins."),
    delay=MINUTE,
    longest_delay=15 * MINUTE,
)
SIGN_IN_DAY = Limit("sign-in-day", 100, DAY, _("Wrong passwords for one e-mail address in a day."))
SIGN_IN_ADDRESS = Limit("sign-in-address", 100, HOUR, _("Wrong passwords from one network address (IPv6: /64)."))
SIGN_IN_OVERALL = Limit(
    "sign-in-overall", 1000, HOUR, _("Wrong passwords altogether, before operators are warned and tries are slowed.")
)
FORGOTTEN_EMAIL = Limit("forgotten-email", 3, HOUR, _("Requests for a new password for one e-mail address."))
FORGOTTEN_ADDRESS = Limit("forgotten-address", 10, HOUR, _("Requests for a new password from one network address."))
CODE = Limit(
    "code",
    5,
    15 * MINUTE,
    _("Wrong codes of a second factor, until waiting begins."),
    delay=MINUTE,
    longest_delay=15 * MINUTE,
)
CODE_ONCE = Limit("code-once", 1, 5 * MINUTE, _("Uses of one code of a second factor."))
CUSTOMER_PAGE = Limit(
    "customer-page",
    120,
    10 * MINUTE,
    _("Looks at customers’ pages of their cases from one network address (IPv6: /64)."),
)
CUSTOMER_ANSWER = Limit(
    "customer-answer", 20, HOUR, _("Deeds on customers’ pages of their cases from one network address (IPv6: /64).")
)
CUSTOMER_ANSWER_DAY = Limit("customer-answer-day", 240, DAY, _("The same in a day."))
CUSTOMER_ANSWER_OVERALL = Limit(
    "customer-answer-overall", 5000, DAY, _("Deeds on customers’ pages of one organization altogether.")
)

LIMITS = (
    SIGN_IN_ACCOUNT,
    SIGN_IN_DAY,
    SIGN_IN_ADDRESS,
    SIGN_IN_OVERALL,
    FORGOTTEN_EMAIL,
    FORGOTTEN_ADDRESS,
    CODE,
    CODE_ONCE,
    CUSTOMER_PAGE,
    CUSTOMER_ANSWER,
    CUSTOMER_ANSWER_DAY,
    CUSTOMER_ANSWER_OVERALL,
)

OVERALL_PAUSE = 1.0  # seconds each try waits while SIGN_IN_OVERALL is passed
HASHES_AT_ONCE = 1  # passwords checked at once in a web process: two cores, and agents need them too (7.08)
HASHES_WAITING = 2  # sign-ins that may wait for their turn in a process; its other threads serve agents

_TAKE = """
INSERT INTO access_tally AS tally (key, uses, free_at, forgotten_at)
VALUES (%(key)s, 1,
        CASE WHEN %(allowed)s > 1 THEN %(now)s
             ELSE %(now)s::timestamptz + coalesce(%(delay)s::interval, %(period)s) END,
        %(now)s::timestamptz + %(period)s)
ON CONFLICT (key) DO UPDATE SET (uses, free_at, forgotten_at) = (
    SELECT counted.uses,
           CASE WHEN counted.uses < %(allowed)s THEN %(now)s
                WHEN %(delay)s::interval IS NULL THEN counted.forgotten_at
                ELSE %(now)s + least(%(longest_delay)s,
                                     %(delay)s::interval * 2.0 ^ least(counted.uses - %(allowed)s, 16)) END,
           CASE WHEN counted.uses < %(allowed)s OR %(delay)s::interval IS NULL THEN counted.forgotten_at
                ELSE %(now)s::timestamptz + interval '1 day' END
    FROM (SELECT CASE WHEN tally.forgotten_at <= %(now)s THEN 1 ELSE tally.uses + 1 END AS uses,
                 CASE WHEN tally.forgotten_at <= %(now)s THEN %(now)s::timestamptz + %(period)s
                      ELSE tally.forgotten_at END AS forgotten_at) AS counted)
WHERE tally.uses < %(allowed)s OR tally.free_at <= %(now)s OR tally.forgotten_at <= %(now)s
RETURNING uses
"""


def take(limit: Limit, whose: str, *, now: datetime) -> timedelta | None:
    """Count one use. None when it may go on; otherwise, uncounted, how long to wait."""
    key = _key(limit, whose)
    values: dict[str, Any] = {
        "key": key,
        "now": now,
        "allowed": limit.allowed,
        "period": limit.period,
        "delay": limit.delay,
        "longest_delay": limit.longest_delay,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        if cursor.fetchone() is not None:
            return None
    free_at = Tally.objects.filter(key=key).values_list("free_at", flat=True).first()
    return max(free_at - now, timedelta(seconds=1)) if free_at else timedelta(seconds=1)


def give_back(limit: Limit, whose: str, *, now: datetime) -> None:
    """That use was none: a right password, or a try refused for another reason."""
    Tally.objects.filter(key=_key(limit, whose)).update(uses=Greatest(F("uses") - 1, 0), free_at=now)


def forget(limit: Limit, whose: str) -> None:
    """Begin anew."""
    Tally.objects.filter(key=_key(limit, whose)).delete()


def sweep(now: datetime) -> int:
    """Delete the counts that no longer matter, and say how many there were."""
    swept: int = Tally.objects.filter(forgotten_at__lte=now, free_at__lte=now).delete()[0]
    return swept


def as_markdown() -> str:
    """The table of docs/running/limits.md."""
    rows = [f"| `{limit.name}` | {limit.allowed} | {_told(limit)} | {limit.meaning} |" for limit in LIMITS]
    return "\n".join(["| limit | uses | in | of what |", "|---|---|---|---|", *rows])


def _told(limit: Limit) -> str:
    minutes = limit.period // MINUTE
    if limit.delay is None:
        return f"{minutes} min"
    return f"{minutes} min, then one after {limit.delay // MINUTE} to {limit.longest_delay // MINUTE} min"


def _key(limit: Limit, whose: str) -> str:
    """Whose it is, unreadably: the table keeps no e-mail and no network address."""
    return f"{limit.name}:{salted_hmac(limit.name, whose, algorithm='sha256').hexdigest()}"
