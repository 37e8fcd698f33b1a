"""Add up whole days, so that the figures of a year are read and not counted. Every minute, and again without harm."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from time import time_ns
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Min

from atenda.cases.models import Case, Interlude
from atenda.figures.flows import NONE, Flow, everything, flows
from atenda.figures.in_parts import add_up_parts, begin_day
from atenda.figures.models import AddedUp, Day, DayInPart, Stale
from atenda.figures.periods import day_of, start_of
from atenda.organizations.entering import current_organization

GRACE = timedelta(minutes=15)  # for what began before midnight and is saved after it
STEP = timedelta(minutes=5)  # of the day that is not over
MOST_STALE = 200_000  # cases at a time: most share their days
ADDED = """
    INSERT INTO figures_day (organization_id, revision, day, opened, gone, back, solved, seconds)
    SELECT %s, %s, * FROM unnest(%s::date[], %s::int[], %s::int[], %s::int[], %s::int[], %s::float8[])
    ON CONFLICT (organization_id, day) DO UPDATE SET revision = excluded.revision, opened = excluded.opened,
        gone = excluded.gone, back = excluded.back, solved = excluded.solved, seconds = excluded.seconds
    """


def add_up(now: datetime) -> int:
    """In the organization entered: days that are over, and days that are not what they were. How many.

    And the day that is not over, as far as what is done in it is sure to be saved.
    """
    organization = current_organization()
    zone, sure = ZoneInfo(organization.time_zone), now - GRACE
    last = day_of(sure, zone) - timedelta(days=1)
    if not _is_due(last, sure, zone):
        return 0
    with transaction.atomic():
        with connection.cursor() as cursor:  # one at a time
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('figures'), %s)", [organization.pk])
        done = AddedUp.objects.first()
        stale = list(Stale.objects.order_by("pk").values_list("pk", "case_id")[:MOST_STALE])
        if done is None or done.zone != organization.time_zone or any(case is None for _, case in stale):
            count = _all(last, zone)
        else:
            count = _stretch(done.until + timedelta(days=1), last, zone)
            count += _again(days_of([case for _, case in stale], zone), done.until, zone)
        begin_day(last + timedelta(days=1), sure, zone)
        Stale.objects.filter(pk__in=[pk for pk, _ in stale]).delete()
        AddedUp.objects.update(so_far=sure)
        if count:
            AddedUp.objects.update(revision=time_ns())  # never the same again, whatever is added up anew
    return count


def _is_due(last: date, sure: datetime, zone: ZoneInfo) -> bool:
    """Whether anything is to be added up: mostly not, and then it is asked with little."""
    done = AddedUp.objects.filter(until=last, zone=str(zone)).first()
    if done is None or Stale.objects.exists():
        return True
    since = done.so_far or start_of(last + timedelta(days=1), zone)
    return sure - since >= STEP and bool(flows(everything(), since, sure, zone=zone, is_short=True))


def days_of(cases: Iterable[int], zone: ZoneInfo) -> set[date]:
    """The days on which something happened to these cases that is counted."""
    moments: set[datetime | None] = set()
    ids = list(cases)
    for row in Case.objects.filter(pk__in=ids).values_list("created_at", "closed_at"):
        moments.update(row)
    for row in Interlude.objects.filter(case__in=ids).values_list("closed_at", "since", "until"):
        moments.update(row)
    return {day_of(moment, zone) for moment in moments if moment is not None}


def _all(last: date, zone: ZoneInfo) -> int:
    """From the first case on."""
    for kept in (Day, DayInPart, AddedUp):
        kept.objects.all().delete()
    first = Case.objects.aggregate(first=Min("created_at"))["first"]
    if first is None or day_of(first, zone) > last:
        return 0
    AddedUp.objects.create(until=last, zone=str(zone))
    return _add(day_of(first, zone), last, zone)


def _stretch(first: date, last: date, zone: ZoneInfo) -> int:
    if first > last:
        return 0
    AddedUp.objects.update(until=last)
    return _add(first, last, zone)


def _again(days: set[date], until: date, zone: ZoneInfo) -> int:
    """Each by itself: they may lie years apart. One before the first case of all is new."""
    return sum(_add(day, day, zone) for day in sorted(days) if day <= until)


def _counted(first: date, last: date, zone: ZoneInfo) -> dict[date, Flow]:
    """Every day from the first to the last, also where nothing happened."""
    start, end = start_of(first, zone), start_of(last + timedelta(days=1), zone)
    found = {day: flow for (day, _early), flow in flows(everything(), start, end, zone=zone, cut=start).items()}
    return {day: found.get(day, NONE) for day in map(first.__add__, map(timedelta, range((last - first).days + 1)))}


def _add(first: date, last: date, zone: ZoneInfo) -> int:
    """Over all cases, and in the parts that somebody sees."""
    days = _counted(first, last, zone)
    columns = [
        [getattr(flow, name) for flow in days.values()] for name in ("opened", "gone", "back", "solved", "seconds")
    ]
    with connection.cursor() as cursor:
        cursor.execute(ADDED, [current_organization().pk, time_ns(), list(days), *columns])
    add_up_parts(first, last, zone)
    return len(days)
