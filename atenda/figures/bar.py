"""The analysis bar (S0.29–S0.34): three figures of a period, each with what it means and the way to its cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from atenda.figures.comparing import THIN, Change, change_of_number, change_of_time
from atenda.figures.flows import of, seen_by
from atenda.figures.leading import cases_of, written_moment
from atenda.figures.lines import Line, line
from atenda.figures.periods import NAMES, Period, day_of
from atenda.figures.reckoning import OfDay, Reckoning, reckon
from atenda.staff.models import Agent
from atenda.ui.times import long_duration

MOST_POINTS = 60


@dataclass(frozen=True)
class Figure:
    """One figure as the bar shows it; `told` says its line in words."""

    name: str
    label: str
    value: str
    change: Change
    meaning: str
    href: str
    line: Line | None
    told: str


@dataclass(frozen=True)
class Bar:
    period: Period
    is_past: bool
    figures: list[Figure]
    reckoning: Reckoning
    periods: Mapping[str, Promise] = field(default_factory=lambda: NAMES)

    @property
    def moment(self) -> str:
        """The past moment asked at, as addresses say it."""
        return written_moment(self.period) if self.is_past else ""

    @property
    def before_days(self) -> tuple[date, date]:
        before, zone = self.period.before, self.period.zone
        return day_of(before.start, zone), day_of(before.end - timedelta(microseconds=1), zone)


def bar(actor: Agent, period: Period, *, now: datetime, customer: tuple[str, int] | None = None) -> Bar:
    """The figures of the cases this agent sees, or of those of a customer: («contact», 12)."""
    counted = of(actor, *customer) if customer else seen_by(actor)
    found, is_past = reckon(counted, period, now=now), period.asked_at < now

    def lead(figure: str) -> str:
        return cases_of(figure, period, is_past=is_past, customer=customer)

    split, points = _points(found)
    figures = [
        _opened(found, split, points, lead("opened")),
        _pending(found, split, points, lead("pending")),
        _solved(found, split, points, lead("solved")),
    ]
    return Bar(period, is_past, figures, found)


def _opened(found: Reckoning, split: int, points: list[list[OfDay]], href: str) -> Figure:
    values: list[float | None] = [sum(day.flow.opened for day in point) / len(point) for point in points]
    return Figure(
        "opened",
        _("Number of cases"),
        _number(found.now.flow.opened),
        change_of_number(found.now.flow.opened, found.before.flow.opened),
        _("Cases created in the period, whatever became of them."),
        href,
        line(values, split),
        _told(points, values, lambda value: f"{value:.1f}".removesuffix(".0")),
    )


def _pending(found: Reckoning, split: int, points: list[list[OfDay]], href: str) -> Figure:
    values: list[float | None] = [point[-1].pending for point in points]
    meaning = (
        _("Cases that are neither closed nor cancelled now.")
        if found.period.is_running
        else _("Cases that were neither closed nor cancelled at the end of the period.")
    )
    return Figure(
        "pending",
        _("Pending cases"),
        _number(found.now.pending),
        change_of_number(found.now.pending, found.before.pending, more_is="orange"),
        meaning,
        href,
        line(values, split),
        _told(points, values, lambda value: _number(int(value))),
    )


def _solved(found: Reckoning, split: int, points: list[list[OfDay]], href: str) -> Figure:
    values = [_mean(point) for point in points]
    time = found.now.flow.resolution_time
    return Figure(
        "solved",
        _("Resolution time"),
        long_duration(time) if time is not None else "—",
        change_of_time(time, found.before.flow.resolution_time),
        _(
            "From the creation of a case to its last closing, night and day: the mean of the cases closed in the period"
            " (%(n)s). Cancelled ones do not count."
        )
        % {"n": _number(found.now.flow.solved)},
        href,
        line(values, split),
        _told(points, values, lambda value: long_duration(timedelta(seconds=value))),
    )


def _mean(point: list[OfDay]) -> float | None:
    solved = sum(day.flow.solved for day in point)
    return sum(day.flow.seconds for day in point) / solved if solved else None


def _points(found: Reckoning) -> tuple[int, list[list[OfDay]]]:
    """The days of both periods, some together where they are many; today, which is not over, only in a short one."""
    period = found.period
    days = [day for day in found.days if day.day <= period.last]
    if period.is_running and period.days > 2 and days and days[-1].day == period.last:
        days.pop()
    now = [day for day in days if day.day >= period.first]
    until = day_of(period.before.end - timedelta(microseconds=1), period.zone)
    before = [day for day in days if day.day < period.first and day.day <= until]
    many = -(-(len(before) + len(now)) // MOST_POINTS) or 1
    points = [_together(before, many), _together(now, many)]
    return len(points[0]), [*points[0], *points[1]]


def _together(days: list[OfDay], many: int) -> list[list[OfDay]]:
    return [days[at : at + many] for at in range(0, len(days), many)]


def _told(points: list[list[OfDay]], values: list[float | None], said: Callable[[float], str]) -> str:
    """The line for who does not see it: where it begins and ends, and its height."""
    known = [(point, value) for point, value in zip(points, values, strict=True) if value is not None]
    if len(known) < 2:
        return ""
    (first, begins), (last, ends) = known[0], known[-1]
    top, most = max(known, key=lambda one: one[1])
    return _("From %(begins)s on %(first)s to %(ends)s on %(last)s; at most %(most)s, on %(top)s.") % {
        "begins": said(begins),
        "first": _day(first),
        "ends": said(ends),
        "last": _day(last),
        "most": said(most),
        "top": _day(top),
    }


def _day(point: list[OfDay]) -> str:
    day = point[-1].day
    return f"{day.day:02}/{day.month:02}/{day.year}"


def _number(number: int) -> str:
    return f"{number:,}".replace(",", THIN)
