"""Days as filters say them: `2026-11-01..2026-11-22`, open at either end, or by a name that moves with time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

MOST_DAYS = 3650
NAMED = ("today", "7d", "30d", "90d", "month", "quarter", "year")


@dataclass(frozen=True)
class Days:
    """From the first day to the last, both of them too; None is open."""

    first: date | None = None
    last: date | None = None
    name: str = ""

    @property
    def written(self) -> str:
        if self.name:
            return self.name
        first, last = (day.isoformat() if day else "" for day in (self.first, self.last))
        return first if first == last else f"{first}..{last}"

    @property
    def label(self) -> str:
        if self.name:
            return names()[self.name]
        first, last = (f"{day.day:02}/{day.month:02}/{day.year}" if day else "" for day in (self.first, self.last))
        if first == last:
            return first
        if not last:
            return _("since %(day)s") % {"day": first}
        return _("until %(day)s") % {"day": last} if not first else f"{first} – {last}"

    def bounds(self, now: datetime) -> tuple[datetime | None, datetime | None]:
        """The first moment, and the first one after, in the zone of whoever asks."""
        first, last = named(self.name, _today(now)) if self.name else (self.first, self.last)
        return (start_of(first) if first else None, start_of(last + timedelta(days=1)) if last else None)


def read_days(text: str) -> Days | None:
    """What an address says; nothing where it makes no sense.

    >>> read_days("2026-11-01..").first, read_days("7d").name, read_days("2026-02-30"), read_days("..")
    (datetime.date(2026, 11, 1), '7d', None, None)
    """
    if text in NAMED:
        return Days(name=text)
    start, is_range, end = text.partition("..")
    try:
        first = date.fromisoformat(start) if start else None
        last = (date.fromisoformat(end) if end else None) if is_range else first
    except ValueError:
        return None
    if (first is None and last is None) or (first and last and first > last) or date.max in (first, last):
        return None
    return Days(first, last)


def names() -> dict[str, str]:
    """The periods that move with time, as people read them."""
    return {
        "today": _("today"),
        "7d": _("last 7 days"),
        "30d": _("last 30 days"),
        "90d": _("last 90 days"),
        "month": _("this month"),
        "quarter": _("this quarter"),
        "year": _("this year"),
    }


def named(name: str, today: date) -> tuple[date, date]:
    """The first and the last day of a period that moves with time; it ends today.

    >>> named("7d", date(2026, 11, 22)), named("quarter", date(2026, 11, 22))[0]
    ((datetime.date(2026, 11, 16), datetime.date(2026, 11, 22)), datetime.date(2026, 10, 1))
    """
    match name:
        case "today":
            return today, today
        case "month":
            return today.replace(day=1), today
        case "quarter":
            return today.replace(day=1, month=(today.month - 1) // 3 * 3 + 1), today
        case "year":
            return today.replace(day=1, month=1), today
        case _:
            return today - timedelta(days=int(name.removesuffix("d")) - 1), today


def start_of(day: date) -> datetime:
    """Its first moment in the zone of whoever asks."""
    return datetime.combine(day, time(), timezone.get_current_timezone())


def _today(now: datetime) -> date:
    return now.astimezone(timezone.get_current_timezone()).date()
