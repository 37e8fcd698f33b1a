"""Cases told apart by a field, by one statement: the first of each value, and how many have it.

Of few cases all are found. Of many the next ones are, where the values are few and mostly met among them.
"""

from __future__ import annotations

from django.db import connection

from atenda.worklists import stretches
from atenda.worklists.estimating import estimated
from atenda.worklists.narrowing import COUNTED, looking_at
from atenda.worklists.question import Question
from atenda.worklists.wheres import Where

MOST = 15_000  # are found and sorted in the time in which a dozen columns are looked for apart
OF_PEOPLE = 40_000  # of others' cases one sees few, and would look long for each of them
FEW = 8  # values, which together are met among the next cases
OF_EACH = COUNTED * 4 // 3

Sorted = dict[int | None, tuple[int, list[int]]]


def sorted_out(where: Where, question: Question, field: str, most: int) -> Sorted | None:
    """By value, how many there are and the folios of the first `most` in the order of the question; None where that are
    too many, or the order has no single sorting."""
    walks = stretches.possible(question, question.order.walks(None, backwards=False))
    if where.words or len({walk.sorting for walk in walks}) != 1 or estimated(where) > _most(field):
        return None
    asked = [walk.conditions for walk in walks]
    place = " ".join(f"WHEN {sql or 'true'} THEN {number}" for number, (sql, _values) in enumerate(asked))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH found AS MATERIALIZED (
                SELECT c.folio, c.created_at, c.updated_at, c.contacted_at, c.due_at, c.closed_at,
                    c.{field}_id AS value, CASE {place} END AS place
                FROM cases_case c WHERE {where.indexed})
            SELECT value, n, folio FROM (
                SELECT value, folio, count(*) OVER (PARTITION BY value) AS n,
                    row_number() OVER (PARTITION BY value ORDER BY place, {walks[0].sorting}) AS rank
                FROM found c WHERE place IS NOT NULL) ranked
            WHERE rank <= {most} ORDER BY value, rank
            """,  # noqa: S608  conditions are ours, values are passed apart
            [*(value for _sql, values in asked for value in values), *where.indexed_values],
        )
        found: Sorted = {}
        for value, number, folio in cursor.fetchall():
            found.setdefault(value, (number, []))[1].append(folio)
    return found


def _most(field: str) -> int:
    return OF_PEOPLE if field == "responsible" else MOST


def next_ones(where: Where, question: Question, field: str, values: int, most: int) -> Sorted:
    """The same of the next cases, so many that each of these values may be counted up to the end; nothing where the
    order is not that of folios, or the values are many."""
    walks = question.order.walks(None, backwards=False)
    if where.words or values > FEW or not walks[0].is_by_folio:
        return {}
    passed, given = looking_at(
        where,
        walks[0],
        OF_EACH * values,
        f"c.folio, c.{field}_id AS value",
        pending=question.view.finished is False,
        listed=where.listed,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT value, count(*), (array_agg(folio ORDER BY folio {walks[0].way}))[:{most}]
            FROM ({passed}) passed WHERE fits GROUP BY value
            """,  # noqa: S608  conditions are ours, values are passed apart
            given,
        )
        return {value: (number, folios) for value, number, folios in cursor.fetchall()}
