"""How much of the API one may use, and the counting of it (7.12).

Counts stand in PostgreSQL: all processes share them. They belong to a person, not to a token, so a second token of the
same person brings nothing. One statement counts a request against each limit in turn and stops at the first that is
used up. A period begins with its first use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from math import ceil

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from atenda.api.models import Meter
from atenda.api.problems import Problem
from atenda.organizations.prepared import prepared


@dataclass(frozen=True)
class Limit:
    name: str
    allowed: int
    period: timedelta


AT_ONCE = Limit("at-once", 60, timedelta(seconds=1))
REQUESTS = Limit("requests", 600, timedelta(minutes=1))
WRITES = Limit("writes", 20, timedelta(seconds=1))
CHANGES = Limit("changes", 30, timedelta(minutes=10))
BATCHES = Limit("batches", 6, timedelta(minutes=1))
CASEFILES = Limit("casefiles", 10, timedelta(minutes=1))  # a long one takes seconds to draw


@dataclass(frozen=True)
class Standing:
    """What is left of the requests, and of which limit too much was asked, if of any."""

    limit: Limit
    left: int
    seconds: int  # until it begins anew
    is_over: bool = False

    @property
    def headers(self) -> dict[str, str]:
        """As the IETF draft «RateLimit header fields for HTTP» writes them."""
        policy = ", ".join(f'"{each.name}";q={each.allowed};w={_seconds(each.period)}' for each in (REQUESTS, AT_ONCE))
        said = {"RateLimit-Policy": policy, "RateLimit": f'"{self.limit.name}";r={self.left};t={self.seconds}'}
        return {**said, "Retry-After": str(self.seconds)} if self.is_over else said


def take(organization_id: int, agent_id: int, *, writes: bool, changes: str = "", now: datetime) -> Standing | None:
    """Count one request of this person. `changes` names what it changes, say a case. None where nothing is limited."""
    if settings.API_LIMITS_LIFTED:
        return None
    asked = [(AT_ONCE, f"{agent_id}"), (REQUESTS, f"{agent_id}")]
    if writes:
        asked.append((WRITES, ""))
    if writes and changes:
        asked.append((CHANGES, f"{agent_id}:{changes}"))
    return _take(organization_id, asked, now)


def refuse_more(organization_id: int, limit: Limit, now: datetime, whose: str = "") -> None:
    """Count one use of something limited besides, by the organization unless it is said whose. Raises Problem."""
    if settings.API_LIMITS_LIFTED:
        return
    standing = _take(organization_id, [(limit, whose)], now)
    if standing.is_over:
        raise Problem("limit", _("Ask again later."), headers=standing.headers)


def sweep(now: datetime) -> int:
    """Delete the counts of the organization entered that no longer matter, and say how many there were."""
    swept: int = Meter.objects.filter(ends_at__lte=now).delete()[0]
    return swept


def _take(organization_id: int, asked: Sequence[tuple[Limit, str]], now: datetime) -> Standing:
    values: list[int | str | datetime] = []
    for limit, whose in asked:
        values += [organization_id, f"{limit.name}:{whose}", now + limit.period, now, now, limit.allowed, now]
    with prepared() as cursor:
        cursor.execute(_statement(len(asked)), values)
        taken = cursor.fetchone()
    counted = list(zip(taken[::2], taken[1::2], strict=True))
    for (limit, whose), (uses, _ends_at) in zip(asked, counted, strict=True):
        if uses is None:
            return Standing(limit, 0, _until(organization_id, limit, whose, now), is_over=True)
    told = min(1, len(asked) - 1)  # of several that let it through, what is left of the minute
    limit, (uses, ends_at) = asked[told][0], counted[told]
    return Standing(limit, limit.allowed - uses, _seconds(ends_at - now))


@cache
def _statement(number: int) -> str:
    """One count after the other, each only when the one before let it through."""
    counts = [
        f"""m{place} AS (
            INSERT INTO api_meter AS m (organization_id, name, uses, ends_at)
            SELECT %s, %s, 1, %s {f"FROM m{place - 1}" if place else ""}
            ON CONFLICT (organization_id, name) DO UPDATE SET
                uses = CASE WHEN m.ends_at <= %s THEN 1 ELSE m.uses + 1 END,
                ends_at = CASE WHEN m.ends_at <= %s THEN excluded.ends_at ELSE m.ends_at END
            WHERE m.uses < %s OR m.ends_at <= %s
            RETURNING uses, ends_at)"""
        for place in range(number)
    ]
    columns = ", ".join(f"m{place}.uses, m{place}.ends_at" for place in range(number))
    joins = " ".join(f"LEFT JOIN m{place} ON true" for place in range(number))
    return f"WITH {', '.join(counts)} SELECT {columns} FROM (SELECT 1) one {joins}"  # noqa: S608


def _until(organization_id: int, limit: Limit, whose: str, now: datetime) -> int:
    ends_at = Meter.objects.filter(organization_id=organization_id, name=f"{limit.name}:{whose}")
    found = ends_at.values_list("ends_at", flat=True).first()
    return _seconds(found - now) if found else 1


def _seconds(time: timedelta) -> int:
    return max(1, ceil(time.total_seconds()))
