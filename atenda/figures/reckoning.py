"""The three figures of a period, beside those of the period before, and what they were day by day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from django.db import connection

from atenda.cases import catalogue
from atenda.cases.counts import counts_in_sight
from atenda.figures.flows import NONE, Counted, Flow, flows, seen_by, total
from atenda.figures.in_parts import Standing, days_in_sight, standing
from atenda.figures.parting import Seen, first_part, seen
from atenda.figures.periods import Period, day_of, start_of
from atenda.organizations.entering import current_organization
from atenda.staff.models import Agent

EVER = date(1, 1, 1)
USUALLY_READ = timedelta(days=740)  # a year, and the one before


@dataclass(frozen=True)
class Reckoned:
    """A period: what was opened and solved in it, and what was pending at its end."""

    flow: Flow
    pending: int


class OfDay(NamedTuple):
    """One day, and what was pending at its end, or at the moment asked at."""

    day: date
    flow: Flow
    pending: int


@dataclass(frozen=True)
class Reckoning:
    """`days`: from the first of the period before to the last there is, whole or as far as it has come."""

    period: Period
    now: Reckoned
    before: Reckoned
    days: list[OfDay]


def reckon(counted: Counted, period: Period, *, now: datetime) -> Reckoning:
    """The figures as they stand; as they stood at `period.asked_at`, where that is past."""
    asked_at, before = period.asked_at, period.before
    cut = before.end
    past = asked_at if asked_at < now else None
    split = _by_day(counted, period, cut, past)
    pending = _pending(counted) - sum((flow.growth for flow in _since(counted, past, now)), 0)
    by_day: dict[date, Flow] = {}
    for (day, _), flow in split.items():
        by_day[day] = by_day[day] + flow if day in by_day else flow
    in_period = total(flow for (day, early), flow in split.items() if not early and period.first <= day <= period.last)
    in_before = total(flow for (_, early), flow in split.items() if early)
    after_before = total(flow for (_, early), flow in split.items() if not early)
    after = total(flow for day, flow in by_day.items() if day > period.last)
    return Reckoning(
        period,
        now=Reckoned(in_period, pending - after.growth),
        before=Reckoned(in_before, pending - after_before.growth),
        days=_series(by_day, pending, day_of(before.start, period.zone), day_of(asked_at, period.zone)),
    )


def _by_day(counted: Counted, period: Period, cut: datetime, past: datetime | None) -> Mapping[tuple[date, bool], Flow]:
    """From the beginning of the period before to the moment asked at, split at `cut`."""
    start, end, zone = period.before.start, period.asked_at, period.zone
    if past is None and counted.actor is not None and str(zone) == current_organization().time_zone:
        known, first = standing(counted.actor, day_of(cut, zone)), day_of(start, zone)
        if known is not None and known.zone == str(zone) and known.until >= first:
            return _with_live(counted, known, _days_until(counted, known, first), period, cut)
    return flows(counted, start, end, zone=zone, cut=cut, known_at=past)


def _with_live(
    counted: Counted, standing: Standing, days: Mapping[date, Flow], period: Period, cut: datetime
) -> Mapping[tuple[date, bool], Flow]:
    """Days added up, the day that `cut` parts in its two pieces, and what is not added up yet."""
    zone, day = period.zone, day_of(cut, period.zone)
    split = {(each, each < day): flow for each, flow in days.items()}
    if day <= standing.until and cut > start_of(day, zone):
        early = first_part(counted, day, cut, str(zone), revision=standing.parted)
        split[day, True], split[day, False] = early, days.get(day, NONE) - early
    return {**split, **_beyond(counted, standing, period.asked_at, zone=zone, cut=cut)}


def _beyond(
    counted: Counted, standing: Standing, end: datetime, *, zone: tzinfo, cut: datetime
) -> dict[tuple[date, bool], Flow]:
    """What came after the days added up: of the day that is not over as far as it is known, the rest counted live."""
    today, found = standing.until + timedelta(days=1), {}
    since = start_of(today, zone)
    if standing.so_far is not None and cut <= since < standing.so_far <= end:
        since, found[today, False] = standing.so_far, standing.today
    for key, flow in flows(counted, since, end, zone=zone, cut=cut, is_short=end - since < timedelta(days=3)).items():
        found[key] = found[key] + flow if key in found else flow
    return found


def opened_by_day(actor: Agent, zone: tzinfo, *, now: datetime) -> dict[date, int] | None:
    """How many of the cases this agent sees were created on each day there is; nothing where that is not added up."""
    counted, known = seen_by(actor), standing(actor, EVER)
    if known is None or not str(zone) == known.zone == current_organization().time_zone:
        return None
    days, far = _days_until(counted, known, EVER), now + timedelta(days=1)
    late = _beyond(counted, known, far, zone=zone, cut=start_of(known.until, zone))
    return {day: flow.opened for day, flow in [*days.items(), *((day, flow) for (day, _), flow in late.items())]}


def _days_until(counted: Counted, standing: Standing, first: date) -> dict[date, Flow]:
    """The sums kept from this day on."""
    organization, until = current_organization().pk, standing.until
    if not counted.in_all:
        return _parts_since(organization, seen(counted), standing.revision, first, until)
    since = min(first, until - USUALLY_READ)
    days = _days_since(organization, standing.revision, since)
    return days if first == since else {day: flow for day, flow in days.items() if day >= first}


@lru_cache(maxsize=50)
def _days_since(organization_id: int, revision: int, first: date) -> dict[date, Flow]:
    """As read once for this revision."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT day, opened, gone, back, solved, seconds FROM figures_day"
            " WHERE organization_id = %s AND day >= %s ORDER BY day",
            [organization_id, first],
        )
        return {day: Flow(*numbers) for day, *numbers in cursor.fetchall()}


@lru_cache(maxsize=100)
def _parts_since(organization_id: int, of: Seen, revision: int, first: date, last: date) -> dict[date, Flow]:
    """The same of what somebody sees."""
    assert of.counted.actor is not None
    return days_in_sight(of.counted.actor, first, last)


def _pending(counted: Counted) -> int:
    """How many are pending now: from the counters, or counted."""
    if counted.actor is not None:
        states = catalogue.states()
        return sum(n for state, n in counts_in_sight(counted.actor).items() if not states[state].is_finished)
    part = counted.part.only("c.closed_at IS NULL")
    with connection.cursor() as cursor:
        cursor.execute(part.select("count(*)"), part.values)
        found: int = cursor.fetchone()[0]
    return found


def _since(counted: Counted, past: datetime | None, now: datetime) -> Iterable[Flow]:
    """What came and went after the moment asked at."""
    if past is None:
        return ()
    far = now + timedelta(days=1)  # what a clock that is ahead has written
    return flows(counted, past, far, zone=UTC).values()


def _series(by_day: Mapping[date, Flow], pending: int, first: date, last: date) -> list[OfDay]:
    """Every day, from the last one back: what was pending at its end follows from the day after."""
    found: list[OfDay] = []
    day = last
    while day >= first:
        flow = by_day.get(day, NONE)
        found.append(OfDay(day, flow, pending))
        pending, day = pending - flow.growth, day - timedelta(days=1)
    found.reverse()
    return found
