"""Where cases of certain days begin in the order of folios.

Folios are mostly given in the order of time, though not when old cases are brought in. So the days of a filter lie
together somewhere: the index of their moment has the folios in it, and says beyond which one there is any.
"""

from __future__ import annotations

from dataclasses import replace

from django.db import connection

from atenda.organizations.entering import current_organization
from atenda.worklists.estimating import estimated, rows_of
from atenda.worklists.walks import ByMoment, Walk
from atenda.worklists.wheres import Where

MOST = 600_000
QUICKER = 16  # to read from the index than to be found, a case


def are_worth_it(where: Where, walk: Walk) -> bool:
    """Whether a walk by folio is of certain days, and those are soon read from their index: sooner than all that is
    asked for is found, and not nearly all there are."""
    if not where.bounded or isinstance(walk, ByMoment):
        return False
    bounds, values = where.bounding(where.bounded)
    of_days = f"SELECT 1 FROM cases_case c WHERE c.organization_id = %s AND {bounds}"  # noqa: S608  conditions are ours
    number = rows_of(of_days, [current_organization().pk, *values])
    return number <= min(MOST, QUICKER * estimated(where))


def of(where: Where, walk: Walk) -> int | None:
    """The first folio of those days, the way the walk goes; None where there is none at all."""
    bounds, values = where.bounding(where.bounded)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {"max" if walk.down else "min"}(folio + 0) FROM cases_case c
                WHERE c.organization_id = %s AND {bounds}""",  # noqa: S608  conditions are ours, values are passed apart
            [current_organization().pk, *values],
        )  # + 0, or the planner walks the folios themselves
        first: int | None = cursor.fetchone()[0]
    return first


def beyond(walk: Walk, edge: int | None) -> Walk:
    """The walk from there on, unless it is further on already."""
    if edge is None or isinstance(walk, ByMoment):
        return walk
    past = edge + 1 if walk.down else edge - 1
    is_further = walk.past is not None and (walk.past[1] <= past if walk.down else walk.past[1] >= past)
    return walk if is_further else replace(walk, past=(None, past))
