"""How many cases there may be, without looking for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from atenda.organizations.entering import current_organization
from atenda.worklists.conditions import Where

STRETCHES, EACH = 20, 50  # rows of words that are looked at all over


def estimated(where: Where) -> int:
    """How many there are: from the counters, where they know, or as the planner guesses by its statistics."""
    if where.counted:
        return where.counted()
    return rows_of(f"SELECT 1 FROM cases_case c WHERE {where.indexed}", where.indexed_values)  # noqa: S608  conditions are ours


def rows_of(sql: str, values: Sequence[Any]) -> int:
    """How many rows a statement has, by the same guess."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", list(values))
        return int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])


@dataclass(frozen=True)
class Guess:
    """How many cases there are; with the words, by some rows all over; let through by all else, and listed in the order
    of folios, by statistics."""

    cases: int
    words: int
    others: int
    listed: int | None = None

    def met_before(self, wanted: int, these: int, those: int) -> int:
        """How many of `these` are met before so many are found that are among `those` as well."""
        return min(these, wanted * self.cases // max(those, 1))

    def listed_before(self, wanted: int) -> int:
        """How many of those listed stand before so many that fit."""
        listed = self.listed or 0
        fitting = self.words * min(self.others, listed) // max(self.cases, 1)
        return min(listed, listed * wanted // max(fitting, 1))


def how_many(where: Where) -> Guess:
    """How many cases may have the words, and what else is asked."""
    words, others = where.words, where.without_words
    assert words is not None
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT max(last), greatest(count(*) FILTER (WHERE fits), 0.5) * max(last) / greatest(count(*), 1)
            FROM (SELECT max(folio)::bigint AS last FROM searching_casetext WHERE organization_id = %s) newest
            CROSS JOIN generate_series(0, {STRETCHES - 1}) n
            CROSS JOIN LATERAL (
                SELECT {words.text} AS fits FROM searching_casetext t
                WHERE t.organization_id = %s AND t.folio > last * n / {STRETCHES}
                ORDER BY t.folio LIMIT {EACH}) looked_at
            """,  # noqa: S608  conditions are ours, values are passed apart
            [current_organization().pk, *words.text_values, current_organization().pk],
        )
        cases, with_words = (int(number or 0) for number in cursor.fetchone())
    return Guess(
        cases,
        with_words,
        estimated(others) if others.is_narrowed else cases,
        rows_of(*others.listed.everything()) if others.listed else None,
    )
