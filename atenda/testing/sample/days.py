"""When people work and when customers call: weekdays, hours, holidays, and summers by the sea."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Madrid")
BY_MONTH = (0.70, 0.75, 0.90, 1.00, 1.00, 1.20, 1.45, 1.60, 1.10, 0.90, 0.95, 1.45)
BY_WEEKDAY = (1.30, 1.10, 1.00, 1.00, 1.25, 0.25, 0.04)
HOLIDAYS = {
    (1, 1), (1, 6), (5, 1), (5, 17), (7, 25), (8, 15), (10, 12), (11, 1), (12, 6), (12, 8), (12, 25),
}  # fmt: skip
SHIFTS = ((time(8), time(14)), (time(16), time(19)))
QUARTERS = {8: 3, 9: 5, 10: 6, 11: 6, 12: 5, 13: 3, 16: 3, 17: 4, 18: 2}  # calls by hour of the day


def busyness(day: date, first: date, last: date) -> float:
    """How much a day brings, next to others; the house grows by a third over the years."""
    if (day.month, day.day) in HOLIDAYS:
        return 0.05
    growth = 1 + 0.33 * (day - first).days / max((last - first).days, 1)
    return BY_MONTH[day.month - 1] * BY_WEEKDAY[day.weekday()] * growth


def moments(random: Random, n: int, first: datetime, last: datetime) -> list[datetime]:
    """`n` moments at which customers make themselves heard, in order."""
    begin, end = first.astimezone(ZONE).date(), last.astimezone(ZONE).date()
    days = [begin + timedelta(days=i) for i in range((end - begin).days + 1)]
    chosen = random.choices(days, [busyness(day, begin, end) for day in days], k=n)
    drawn = sorted(_moment(random, day) for day in chosen)
    return [moment for moment in drawn if first <= moment <= last]


def is_desk_open(moment: datetime) -> bool:
    local = moment.astimezone(ZONE)
    return _is_working_day(local.date()) and any(start <= local.time() < end for start, end in SHIFTS)


def working(moment: datetime, minutes: float) -> datetime:
    """The moment after so many minutes of working time."""
    left = timedelta(minutes=minutes)
    for start, end in _shifts_from(moment):
        begin = max(start, moment)
        if begin + left < end:
            return begin + left
        left -= end - begin
    raise AssertionError("time never ends")


def promised(random: Random, now: datetime, in_days: int) -> datetime:
    """Some hour or half hour of the working day so many days from now, or before now."""
    day = now.astimezone(ZONE).date() + timedelta(days=in_days)
    return _at(day, time(random.choice((9, 10, 11, 12, 13, 16, 17, 18)), random.choice((0, 0, 30))))


def _shifts_from(moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    day = moment.astimezone(ZONE).date()
    while True:
        if _is_working_day(day):
            for start, end in SHIFTS:
                shift = (_at(day, start), _at(day, end))
                if shift[1] > moment:
                    yield shift
        day += timedelta(days=1)


def _is_working_day(day: date) -> bool:
    return day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS


def _moment(random: Random, day: date) -> datetime:
    if random.random() < 0.06:  # by mail or on the web, at any hour
        hour = random.choice([6, 7, 14, 15, 20, 21, 22, 23])
    else:
        hour = random.choices(list(QUARTERS), list(QUARTERS.values()))[0]
    return _at(day, time(hour, random.randrange(60), random.randrange(60)))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, ZONE).astimezone(UTC)
