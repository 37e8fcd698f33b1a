"""Periods, the ones before them, and days on which the clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from atenda.figures.periods import (
    MONTHS,
    NAMES,
    Period,
    Span,
    day_of,
    months_before,
    read_moment,
    read_period,
    start_of,
)

MADRID, CANARY, MEXICO = ZoneInfo("Europe/Madrid"), ZoneInfo("Atlantic/Canary"), ZoneInfo("America/Mexico_City")
NOW = datetime(2026, 11, 22, 14, 30, tzinfo=UTC)


def period(text: str, zone: ZoneInfo = MADRID, at: datetime = NOW) -> Period:
    found = read_period(text, asked_at=at, zone=zone)
    assert found is not None
    return found


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("today", date(2026, 11, 22)),
        ("7d", date(2026, 11, 16)),
        ("30d", date(2026, 10, 24)),
        ("90d", date(2026, 8, 25)),
        ("month", date(2026, 11, 1)),
        ("quarter", date(2026, 10, 1)),
        ("year", date(2026, 1, 1)),
    ],
)
def test_a_named_period_ends_today_and_its_name_stands_in_the_address(name, first):
    found = period(name)
    assert (found.first, found.last, found.written, found.is_running) == (first, date(2026, 11, 22), name, True)
    assert found.span == Span(start_of(first, MADRID), NOW)


def test_every_name_can_be_read():
    assert {period(name).written for name in NAMES} == set(NAMES)


def test_ones_own_period_is_whole_days_and_compared_with_as_many_before():
    found = period("2026-11-02..2026-11-08")
    assert found.span == Span(at("2026-11-02T00:00+01:00"), at("2026-11-09T00:00+01:00"))
    assert found.before == Span(at("2026-10-26T00:00+01:00"), at("2026-11-02T00:00+01:00"))


def test_a_running_period_is_compared_with_as_much_of_the_one_before():
    assert period("today").before == Span(at("2026-11-21T00:00+01:00"), at("2026-11-21T15:30+01:00"))
    assert period("7d").before == Span(at("2026-11-09T00:00+01:00"), at("2026-11-15T15:30+01:00"))


@pytest.mark.parametrize(
    ("name", "asked", "start", "end"),
    [
        ("month", "2026-11-22T15:30+01:00", "2026-10-01T00:00+02:00", "2026-10-22T15:30+02:00"),
        ("month", "2026-01-05T09:00+01:00", "2025-12-01T00:00+01:00", "2025-12-05T09:00+01:00"),
        ("month", "2026-02-28T09:00+01:00", "2026-01-01T00:00+01:00", "2026-01-28T09:00+01:00"),
        ("month", "2026-03-28T09:00+01:00", "2026-02-01T00:00+01:00", "2026-02-28T09:00+01:00"),
        ("month", "2026-03-30T09:00+02:00", "2026-02-01T00:00+01:00", "2026-03-01T00:00+01:00"),
        ("quarter", "2026-11-22T15:30+01:00", "2026-07-01T00:00+02:00", "2026-08-22T15:30+02:00"),
        ("quarter", "2026-05-31T12:00+02:00", "2026-01-01T00:00+01:00", "2026-03-01T00:00+01:00"),
        ("quarter", "2026-01-01T00:00+01:00", "2025-10-01T00:00+02:00", "2025-10-01T00:00+02:00"),
        ("year", "2026-11-22T15:30+01:00", "2025-01-01T00:00+01:00", "2025-11-22T15:30+01:00"),
        ("year", "2028-02-29T12:00+01:00", "2027-01-01T00:00+01:00", "2027-03-01T00:00+01:00"),
    ],
)
def test_a_month_a_quarter_and_a_year_are_compared_with_the_same_dates_before(name, asked, start, end):
    assert period(name, at=at(asked)).before == Span(at(start), at(end))


@pytest.mark.parametrize("name", ["month", "quarter", "year"])
def test_every_day_of_two_years_has_dates_to_be_compared_with(name):
    for n in range(800):
        found = period(name, at=datetime(2026, 12, 31, 11, tzinfo=UTC) + timedelta(days=n))
        before, last = found.before, day_of(found.before.end - timedelta(microseconds=1), MADRID)
        assert before.start < before.end <= found.span.start
        assert (last.day == found.last.day) or (last + timedelta(days=1)).day == 1
        assert day_of(before.start, MADRID) == months_before(found.first, MONTHS[name])


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (MADRID, date(2026, 3, 29), 23),
        (MADRID, date(2026, 10, 25), 25),
        (CANARY, date(2026, 3, 29), 23),
        (CANARY, date(2026, 10, 25), 25),
        (MEXICO, date(2022, 4, 3), 23),  # the last year of summer time there
        (MEXICO, date(2022, 10, 30), 25),
        (MEXICO, date(2026, 4, 5), 24),
    ],
)
def test_a_day_is_as_long_as_the_clocks_say(zone, day, hours):
    span = period(day.isoformat(), zone).span
    assert (span.end - span.start).total_seconds() / 3600 == hours


def test_the_same_moment_is_another_day_elsewhere():
    moment = at("2026-11-22T00:15+01:00")
    assert [period("today", zone, moment).first.day for zone in (MADRID, CANARY, MEXICO)] == [22, 21, 21]


def test_the_hour_that_comes_twice_is_compared_with_an_hour_that_comes_once():
    found = period("today", MADRID, at("2026-10-25T02:30+01:00"))
    assert found.before.end == at("2026-10-24T02:30+02:00")


def test_a_period_yet_to_come_is_empty():
    span = period("2026-12-01..2026-12-05").span
    assert span.start == span.end


@pytest.mark.parametrize(
    "text", ["", "nope", "2026-02-30", "2026-11-08..2026-11-02", "1066-01-01..2026-01-01", "..", "9" * 500]
)
def test_what_makes_no_sense_is_no_period(text):
    assert read_period(text, asked_at=NOW, zone=MADRID) is None


def test_a_past_moment_is_the_end_of_a_day_or_a_minute_of_it():
    assert read_moment("2026-11-20", now=NOW, zone=MADRID) == at("2026-11-21T00:00+01:00")
    assert read_moment("2026-11-20T10:30", now=NOW, zone=MADRID) == at("2026-11-20T10:30+01:00")
    assert read_moment("2026-11-20T10:30:45", now=NOW, zone=MADRID) == at("2026-11-20T10:30+01:00")


@pytest.mark.parametrize("text", ["", "2026-11-22", "2030-01-01", "nope", "2026-13-01T00:00", "9999-12-31"])
def test_what_is_not_past_is_no_past_moment(text):
    assert read_moment(text, now=NOW, zone=MADRID) is None
