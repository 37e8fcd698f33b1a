"""The first cases that have some words, in the order of folios.

Words are kept by folio, so they can be walked in that order themselves: half a microsecond a row, where a case and
its words take four. A page of a word that one case of a hundred has is five thousand rows away. What is rarer is found
whole by the index of words, which costs some three microseconds for each one found; where filters let through fewer
cases than the words do, those are found first. In that order each is looked at only until there are enough.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import connection

from atenda.organizations.entering import current_organization
from atenda.worklists.conditions import Condition, Where
from atenda.worklists.estimating import estimated
from atenda.worklists.walks import Walk

FIRST = 2_000  # rows of words, walked in a millisecond
NEAR = 8_000
FOUND = 3  # one that an index finds costs as much as so many that are walked, asked for the beginning of a word
STRETCHES, EACH = 20, 50  # rows that are looked at all over, to know how many there may be


def first_folios(where: Where, walk: Walk, most: int) -> list[int]:
    """The folios of the first `most` for whom `where`, with words in it, holds."""
    words, others = where.words, where.without_words
    assert words is not None
    found: list[int] = []
    passed, step = 0, FIRST
    guesses: tuple[int, int] | None = None
    while True:
        some, last = _look(words, others, walk, step, most - len(found))
        found += some
        if len(found) >= most or last is None:
            return found
        passed, walk = passed + step, replace(walk, past=(None, last))
        further = passed * (most - len(found)) * 5 // (len(found) * 4 or 2)
        if further > NEAR:
            guesses = guesses or how_many(where)
            if further > FOUND * min(guesses):
                collect = _by_words if guesses[0] <= guesses[1] else _by_others
                return found + collect(words, others, walk, most - len(found))
        step = min(max(FIRST, further), passed * 4)


def how_many(where: Where) -> tuple[int, int]:
    """How many cases may have the words, by some rows all over, and how many what else is asked, by statistics."""
    words, others = where.words, where.without_words
    assert words is not None
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT greatest(count(*) FILTER (WHERE fits), 0.5) * max(last) / greatest(count(*), 1)
            FROM (SELECT max(folio)::bigint AS last FROM searching_casetext WHERE organization_id = %s) newest
            CROSS JOIN generate_series(0, {STRETCHES - 1}) n
            CROSS JOIN LATERAL (
                SELECT {words.text} AS fits FROM searching_casetext t
                WHERE t.organization_id = %s AND t.folio > last * n / {STRETCHES}
                ORDER BY t.folio LIMIT {EACH}) looked_at
            """,  # noqa: S608  conditions are ours, values are passed apart
            [current_organization().pk, *words.text_values, current_organization().pk],
        )
        with_words = int(cursor.fetchone()[0] or 0)
    return with_words, estimated(others) if others.is_narrowed else with_words


def listed(where: Where) -> Where:
    """The same, for finding all where few have the words: those are listed first. The planner takes an array for
    short, where it knows nothing of how many have a beginning of a word, and thinks of joining a million."""
    words = where.words
    assert words is not None
    found = f"ARRAY(SELECT t.folio FROM searching_casetext t WHERE t.organization_id = %s AND {words.text})"  # noqa: S608
    given = (current_organization().pk, *words.text_values)
    few = replace(words, indexed=f"c.folio = ANY({found})", indexed_values=given)
    return Where(tuple(few if each is words else each for each in where.conditions))


def _look(words: Condition, others: Where, walk: Walk, step: int, most: int) -> tuple[list[int], int | None]:
    """Those among the next `step` rows of words, and the last of these; None at the end."""
    past, values = _past("t", walk)
    let_through, asked = _holds(others, "t")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT folio, fits, place FROM (
                SELECT t.folio, {words.text} AND {let_through} AS fits, row_number() OVER () AS place
                FROM (SELECT folio, words FROM searching_casetext t WHERE t.organization_id = %s {past}
                    ORDER BY t.folio {walk.way} LIMIT {step}) t) numbered
            WHERE fits OR place = {step} LIMIT {most + 1}
            """,  # noqa: S608  conditions are ours, values are passed apart
            [*words.text_values, *asked, current_organization().pk, *values],
        )
        rows = cursor.fetchall()
    last = rows[-1][0] if rows and rows[-1][2] == step else None
    return [folio for folio, fits, _place in rows if fits][:most], last


def _by_words(words: Condition, others: Where, walk: Walk, most: int) -> list[int]:
    """By the index of words; then each is asked for what else there is."""
    past, values = _past("t", walk)
    found = f"SELECT t.folio FROM searching_casetext t WHERE t.organization_id = %s AND {words.text} {past}"  # noqa: S608
    given = [current_organization().pk, *words.text_values, *values]
    return _in_order(found, given, walk, *_holds(others, "f"), most)


def _by_others(words: Condition, others: Where, walk: Walk, most: int) -> list[int]:
    """By the index of facets; then each is asked for the words."""
    past, values = _past("c", walk)
    found = f"SELECT c.folio FROM cases_case c WHERE {others.indexed} {past}"  # noqa: S608  conditions are ours
    return _in_order(found, [*others.indexed_values, *values], walk, *_has(words, "f"), most)


def _in_order(found: str, given: list[Any], walk: Walk, fits: str, asked: list[Any], most: int) -> list[int]:
    """Of all that `found` selects the first ones that fit. Materialized: with a limit the planner would walk."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH found AS MATERIALIZED ({found})
            SELECT folio FROM (SELECT folio FROM found ORDER BY folio {walk.way} OFFSET 0) f
            WHERE {fits} LIMIT {most}
            """,  # noqa: S608  conditions are ours, values are passed apart
            [*given, *asked],
        )
        return [folio for (folio,) in cursor.fetchall()]


def _holds(others: Where, alias: str) -> tuple[str, list[Any]]:
    """Whether the case of a row is let through by all else; asked row by row, and never a join."""
    sql = f"""coalesce((SELECT {others.plain} FROM cases_case c
        WHERE c.organization_id = %s AND c.folio = {alias}.folio), false)"""  # noqa: S608  conditions are ours
    return sql, [*others.values, current_organization().pk]


def _has(words: Condition, alias: str) -> tuple[str, list[Any]]:
    sql = f"""coalesce((SELECT {words.text} FROM searching_casetext t
        WHERE t.organization_id = %s AND t.folio = {alias}.folio), false)"""  # noqa: S608  conditions are ours
    return sql, [*words.text_values, current_organization().pk]


def _past(alias: str, walk: Walk) -> tuple[str, list[Any]]:
    if walk.past is None:
        return "", []
    return f"AND {alias}.folio {'<' if walk.down else '>'} %s", [walk.past[1]]
