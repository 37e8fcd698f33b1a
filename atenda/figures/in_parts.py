"""Days added up in parts: by who has the cases now and their team, so that what a role sees is a sum of days too.

The parts are those of the counters (`cases/counting.py`), and what an agent sees of them is the same sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from atenda.cases.counts import in_sight
from atenda.cases.models import CaseCount
from atenda.figures.flows import NONE, Flow, everything, happenings
from atenda.figures.periods import start_of
from atenda.organizations.entering import current_organization
from atenda.organizations.prepared import prepared
from atenda.staff.models import Agent

COUNTED = f"""
    SELECT (at AT TIME ZONE %s::text)::date AS day, holder, coalesce(team, {CaseCount.NO_TEAM}) AS team_key,
        sum(opened)::int AS opened, sum(gone)::int AS gone, sum(back)::int AS back, sum(solved)::int AS solved,
        sum(seconds)::float8 AS seconds
    FROM ({{found}}) found (at, opened, gone, back, solved, seconds, people, team) CROSS JOIN LATERAL
        unnest({CaseCount.EVERYBODY}::bigint
            || CASE people WHEN '{{{{}}}}' THEN '{{{{{CaseCount.NOBODY}}}}}' ELSE people END) holder
    GROUP BY 1, 2, 3
    """  # noqa: S608  numbers of ours
# what is so already is not written again: most of a day is as it was
ADDED = """
    WITH counted AS MATERIALIZED ({counted}),
    gone AS (
        DELETE FROM figures_dayinpart kept WHERE organization_id = %s AND day >= %s AND day <= %s AND NOT EXISTS (
            SELECT FROM counted
            WHERE (counted.day, counted.holder, counted.team_key) = (kept.day, kept.holder, kept.team_key)))
    INSERT INTO figures_dayinpart AS kept
        (organization_id, day, holder, team_key, opened, gone, back, solved, seconds)
    SELECT %s, counted.* FROM counted ORDER BY holder, day, team_key
    ON CONFLICT (organization_id, holder, day, team_key) DO UPDATE SET opened = excluded.opened, gone = excluded.gone,
        back = excluded.back, solved = excluded.solved, seconds = excluded.seconds
    WHERE (kept.opened, kept.gone, kept.back, kept.solved, kept.seconds)
        <> (excluded.opened, excluded.gone, excluded.back, excluded.solved, excluded.seconds)
    """
SUMS = "sum(opened)::int, sum(gone)::int, sum(back)::int, sum(solved)::int, sum(seconds)"
SUMMED = f"""
    SELECT day, {SUMS} FROM figures_dayinpart
    WHERE organization_id = %s AND day >= %s AND day <= %s AND {{which}} GROUP BY day
    """  # noqa: S608  names of ours
# in one look: what is known of the sums, of the day to be parted, and the day that is not over
STANDING = f"""
    SELECT until, zone, revision, so_far,
        (SELECT revision FROM figures_day WHERE organization_id = %s AND day = %s), today.*
    FROM figures_addedup done CROSS JOIN LATERAL (
        SELECT {SUMS} FROM figures_dayinpart
        WHERE organization_id = %s AND day = done.until + 1 AND {{which}}) today
    WHERE done.organization_id = %s
    """  # noqa: S608  names of ours


@dataclass(frozen=True)
class Standing:
    """How far an organization's days are added up, and of the day that is not over what somebody sees.

    `revision` is of all sums, `parted` of the day asked for: when it was added up.
    """

    until: date
    zone: str
    revision: int
    so_far: datetime | None
    parted: int
    today: Flow


def standing(actor: Agent, parted: date) -> Standing | None:
    """Of the organization entered; nothing where nothing is added up."""
    organization = current_organization().pk
    which, values = in_sight(actor)
    with prepared() as cursor:
        cursor.execute(STANDING.format(which=which), [organization, parted, organization, *values, organization])
        found = cursor.fetchone()
    if found is None:
        return None
    until, zone, revision, so_far, of_day, *today = found
    return Standing(until, zone, revision, so_far, of_day or 0, Flow(*today) if today[0] is not None else NONE)


def add_up_parts(first: date, last: date, zone: ZoneInfo) -> None:
    """Make the parts of these days what the cases say."""
    _write(first, last, start_of(last + timedelta(days=1), zone), zone)


def begin_day(day: date, so_far: datetime, zone: ZoneInfo) -> None:
    """The parts of a day that is not over, until a moment of it."""
    _write(day, day, so_far, zone)


def _write(first: date, last: date, end: datetime, zone: ZoneInfo) -> None:
    counted, values = counted_parts(first, end, zone)
    organization = current_organization().pk
    with connection.cursor() as cursor:
        cursor.execute(ADDED.format(counted=counted), [*values, organization, first, last, organization])


def counted_parts(first: date, end: datetime, zone: ZoneInfo) -> tuple[str, list[Any]]:
    """The statement that counts them, from a day on until a moment, with its values."""
    found, values = happenings(everything(), start_of(first, zone), end, also="c.assignee_ids, c.team_id")
    return COUNTED.format(found=found), [str(zone), *values]


def days_in_sight(actor: Agent, first: date, last: date) -> dict[date, Flow]:
    """The days from one to another, of what this agent sees."""
    which, values = in_sight(actor)
    with prepared() as cursor:
        cursor.execute(SUMMED.format(which=which), [current_organization().pk, first, last, *values])
        return {day: Flow(*numbers) for day, *numbers in cursor.fetchall()}
