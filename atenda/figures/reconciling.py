"""Compare the days added up with the cases; `atenda doctor --reconcile` asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Min

from atenda.cases.reconciling import Drift
from atenda.figures.adding_up import days_of
from atenda.figures.flows import NONE, Flow, everything, flows
from atenda.figures.in_parts import counted_parts
from atenda.figures.models import AddedUp, Day, Stale
from atenda.figures.periods import start_of
from atenda.organizations.entering import current_organization

EXAMPLES = 5


FORGOTTEN = """
    SELECT c.folio FROM cases_case c
    WHERE c.organization_id = %(organization)s AND c.reopen_count > (
        SELECT count(*) FROM cases_interlude i
        WHERE i.organization_id = %(organization)s AND i.case_id = c.id AND NOT i.is_pending)
    ORDER BY c.folio"""


def forgotten_interludes() -> Iterator[Drift]:
    """Cases that were reopened more often than it is remembered that they were closed."""
    with connection.cursor() as cursor:
        cursor.execute(FORGOTTEN, {"organization": current_organization().pk})
        folios = [folio for (folio,) in cursor.fetchall()]
    if folios:
        yield Drift(
            "case that was reopened and is not known to have been closed", len(folios), tuple(folios[:EXAMPLES])
        )


def differing_days(now: datetime) -> Iterator[Drift]:
    """Days whose sums are not those of the cases, apart from those that wait to be added up again."""
    done = AddedUp.objects.first()
    waiting = set(Stale.objects.values_list("case_id", flat=True))
    if done is None or None in waiting:
        return
    zone = ZoneInfo(done.zone)
    kept = {day.day: _flow(day) for day in Day.objects.all()}
    first = start_of(min(kept), zone) if kept else now
    counted = {day: flow for (day, _), flow in flows(everything(), first, now, zone=zone, cut=first).items()}
    apart = days_of(waiting, zone)
    wrong = sorted(
        day
        for day in {*kept, *counted} - apart
        if day <= done.until and not _same(kept.get(day, NONE), counted.get(day, NONE))
    )
    if wrong:
        examples = tuple(int(f"{day:%Y%m%d}") for day in wrong[:EXAMPLES])
        yield Drift("day whose sums are not those of its cases", len(wrong), examples)


def _flow(day: Day) -> Flow:
    return Flow(day.opened, day.gone, day.back, day.solved, day.seconds)


def _same(one: Flow, other: Flow) -> bool:
    """Seconds are added up in no order: the last digit of a sum may differ."""
    less = one - other
    return (less.opened, less.gone, less.back, less.solved) == (0, 0, 0, 0) and abs(less.seconds) < 1


PARTS = """
    SELECT DISTINCT day FROM ({counted}) counted
    FULL JOIN (
        SELECT day, holder, team_key, opened, gone, back, solved, seconds FROM figures_dayinpart
        WHERE organization_id = %s) kept USING (day, holder, team_key)
    WHERE NOT day = ANY(%s::date[]) AND (
        (counted.opened, counted.gone, counted.back, counted.solved)
            IS DISTINCT FROM (kept.opened, kept.gone, kept.back, kept.solved)
        OR abs(counted.seconds - kept.seconds) >= 1)
    ORDER BY day
    """


def differing_parts() -> Iterator[Drift]:
    """The same of the parts that people see who do not see all."""
    done, first = AddedUp.objects.first(), Day.objects.aggregate(first=Min("day"))["first"]
    waiting = set(Stale.objects.values_list("case_id", flat=True))
    if done is None or first is None or None in waiting:
        return
    zone = ZoneInfo(done.zone)
    end = start_of(done.until + timedelta(days=1), zone)
    counted, values = counted_parts(first, max(done.so_far or end, end), zone)
    with connection.cursor() as cursor:
        cursor.execute(
            PARTS.format(counted=counted), [*values, current_organization().pk, list(days_of(waiting, zone))]
        )
        wrong = [day for (day,) in cursor.fetchall()]
    if wrong:
        yield Drift(
            "day whose parts are not those of its cases",
            len(wrong),
            tuple(int(f"{day:%Y%m%d}") for day in wrong[:EXAMPLES]),
        )
