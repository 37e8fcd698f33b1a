"""Periods of figures: today, the last days, month, quarter, year, or from one day to another; and the one before.

Days are those of the zone of whoever asks, as in the filters of lists.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from atenda.worklists.days import named

NAMES: dict[str, Promise] = {
    "today": _("Today"),
    "7d": _("Last 7 days"),
    "30d": _("Last 30 days"),
    "90d": _("Last 90 days"),
    "month": _("This month"),
    "quarter": _("This quarter"),
    "year": _("This year"),
}
BEFORE: dict[str, Promise] = {
    "month": _("The same dates of the month before, until this hour."),
    "quarter": _("The same dates of the quarter before, until this hour."),
    "year": _("The same dates of the year before, until this hour."),
    "": _("As many days, just before, until this hour of the last one."),
    "over": _("As many days, just before."),
}
USUAL = "30d"
MONTHS = {"month": 1, "quarter": 3, "year": 12}  # of the periods that begin with the calendar
LONGEST = 3660  # days


@dataclass(frozen=True)
class Span:
    """A stretch of time: its first moment, and the first one after."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both of them too, as somebody asks at one moment: what comes after it is not."""

    name: str
    first: date
    last: date
    asked_at: datetime
    zone: tzinfo

    @property
    def written(self) -> str:
        """What stands in the address."""
        return self.name or f"{self.first.isoformat()}..{self.last.isoformat()}"

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def is_running(self) -> bool:
        return self.asked_at < start_of(self.last + timedelta(days=1), self.zone)

    @property
    def span(self) -> Span:
        start = start_of(self.first, self.zone)
        return Span(start, max(start, min(start_of(self.last + timedelta(days=1), self.zone), self.asked_at)))

    @property
    def compared(self) -> Promise:
        """What the period before is, in words."""
        return BEFORE[self.name if self.name in MONTHS else "" if self.is_running else "over"]

    @property
    def before(self) -> Span:
        """The period it is compared with: of equal length just before it, or the same dates of the month, quarter or
        year before; of a running one as much as has passed of this one. Dates that it has not are those of its end."""
        months = MONTHS.get(self.name)
        first = months_before(self.first, months) if months else self.first - timedelta(days=self.days)
        start = start_of(first, self.zone)
        if not self.is_running:
            return Span(start, self.span.start)
        here = self.asked_at.astimezone(self.zone)
        day = months_before(here.date(), months) if months else here.date() - timedelta(days=self.days)
        then = datetime.combine(day, here.time(), self.zone).astimezone(UTC)
        if months and day.day < here.day:  # the whole of a month that is shorter
            then = start_of(day + timedelta(days=1), self.zone)
        return Span(start, max(start, min(then, self.span.start)))


def months_before(day: date, months: int) -> date:
    """The same date so many months before, or the last of that month.

    >>> months_before(date(2026, 5, 31), 3), months_before(date(2026, 1, 15), 12)
    (datetime.date(2026, 2, 28), datetime.date(2025, 1, 15))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def start_of(day: date, zone: tzinfo) -> datetime:
    """The first moment of a day: midnight, or, where the clocks skip that, the hour they skip to."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def day_of(moment: datetime, zone: tzinfo) -> date:
    return moment.astimezone(zone).date()


def read_period(text: str, *, asked_at: datetime, zone: tzinfo) -> Period | None:
    """What an address says: a name, a day, or `2026-11-01..2026-11-22`. Nothing where it makes no sense."""
    today = day_of(asked_at, zone)
    if text in NAMES:
        return Period(text, named(text, today)[0], today, asked_at, zone)
    start, is_range, end = text[:24].partition("..")
    try:
        first = date.fromisoformat(start)
        last = date.fromisoformat(end) if is_range else first
    except ValueError:
        return None
    if not date(1980, 1, 1) <= first <= last <= date(2200, 1, 1) or (last - first).days >= LONGEST:
        return None
    return Period("", first, last, asked_at, zone)


def read_moment(text: str, *, now: datetime, zone: tzinfo) -> datetime | None:
    """A past moment an address says: `2026-11-01T14:30`, or the end of a day. Nothing where it is none, or not past."""
    try:
        if len(text) == 10:
            moment = start_of(date.fromisoformat(text) + timedelta(days=1), zone)
        else:
            moment = datetime.fromisoformat(text[:32]).replace(second=0, microsecond=0)  # as addresses say it again
            moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    except (ValueError, OverflowError):
        return None
    return moment if datetime(1980, 1, 1, tzinfo=zone) < moment < now else None
