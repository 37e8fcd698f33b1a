"""Days added up in parts: by who has the cases now and their team, so that what a role sees is a sum of days too.

The parts are those of the counters (`cases/counting.py`), and what an agent sees of them is the same sum.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from atenda.cases.counts import in_sight
from atenda.cases.models import CaseCount
from atenda.figures.flows import Flow, everything, happenings
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
SUMMED = """
    SELECT day, sum(opened)::int, sum(gone)::int, sum(back)::int, sum(solved)::int, sum(seconds)
    FROM figures_dayinpart WHERE organization_id = %s AND day >= %s AND {which} GROUP BY day
    """


def add_up_parts(first: date, last: date, zone: ZoneInfo) -> None:
    """Make the parts of these days what the cases say."""
    counted, values = counted_parts(first, last, zone)
    organization = current_organization().pk
    with connection.cursor() as cursor:
        cursor.execute(ADDED.format(counted=counted), [*values, organization, first, last, organization])


def counted_parts(first: date, last: date, zone: ZoneInfo) -> tuple[str, list[Any]]:
    """The statement that counts them, with its values."""
    span = start_of(first, zone), start_of(last + timedelta(days=1), zone)
    found, values = happenings(everything(), *span, also="c.assignee_ids, c.team_id")
    return COUNTED.format(found=found), [str(zone), *values]


def days_in_sight(actor: Agent, first: date) -> dict[date, Flow]:
    """The days from this one on, of what this agent sees."""
    which, values = in_sight(actor)
    with prepared() as cursor:
        cursor.execute(SUMMED.format(which=which), [current_organization().pk, first, *values])
        return {day: Flow(*numbers) for day, *numbers in cursor.fetchall()}
