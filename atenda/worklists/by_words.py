"""The first cases that have some words, in the order of folios. Of other orders see `by_words_elsewhere.py`.

Words are kept by folio, so they can be walked in that order themselves: half a microsecond a row, where a case and
its words take four. A page of a word that one case of a hundred has is five thousand rows away. What is rarer is found
whole by the index of words, which costs some three microseconds for each one found; where filters let through fewer
cases than the words do, those are found first. In that order each is looked at only until there are enough. Who sees
few of the cases walks those: an index lists them in the order of folios (`listed.py`), and each is asked for its words,
or looked up among all that have them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django.db import connection

from atenda.organizations.entering import current_organization
from atenda.worklists.estimating import Guess, how_many
from atenda.worklists.listed import Listed
from atenda.worklists.walks import Walk
from atenda.worklists.wheres import Condition, Where

FIRST = 2_000  # rows of words, walked in a millisecond
NEAR = 8_000
BATCH, LARGEST = 1_000, 16_000  # of those listed
# microseconds that a case takes
WALK = 0.45  # and its words, in the order of folios
FIND = 1.3  # by the index of words
FACET = 2.5  # by that of facets
ASK = 2.5  # found already, for all else, or for its words
LIST = 0.25  # of those an index lists, and looked up among those found
Collecting = Callable[[Condition, Where, Walk, int], list[int]]


def first_folios(where: Where, walk: Walk, most: int, *, pending: bool = False, is_one: bool = False) -> list[int]:
    """The folios of the first `most` for whom `where`, with words in it, holds. `pending`: of pending cases alone.
    `is_one`: of one of many values of a field, for each of which nobody wants to walk in vain."""
    words, others = where.words, where.without_words
    assert words is not None
    found: list[int] = []
    passed, step = 0, FIRST
    guess = how_many(where, pending=pending) if is_one else None
    if guess and (way := _cheapest(guess, guess.before(most), most, others, pending=pending)):
        return way(words, others, walk, most)
    while True:
        some, last = _look(words, others, walk, step, most - len(found))
        found += some
        if len(found) >= most or last is None:
            return found
        passed, walk = passed + step, replace(walk, past=(None, last))
        further = passed * (most - len(found)) * 5 // (len(found) * 4 or 2)
        if passed + further > NEAR:
            guess = guess or how_many(where, pending=pending)
            way = _cheapest(guess, further, most - len(found), others, pending=pending)
            if way is not None:
                return found + way(words, others, walk, most - len(found))
        step = min(max(FIRST, further, passed), passed * 4)  # it ends as soon as there are enough


def _cheapest(guess: Guess, further: int, wanted: int, others: Where, *, pending: bool) -> Collecting | None:
    """What finds so many sooner than walking words for so long; None where nothing does."""
    ways: list[tuple[float, Collecting | None]] = [
        (WALK * further, None),
        (FIND * guess.met + ASK * guess.met_before(wanted, guess.words, guess.others), _by_words),
        (FACET * guess.others + ASK * guess.met_before(wanted, guess.others, guess.words), _by_others),
    ]
    seen = others.seen(pending=pending)
    if seen is not None:
        before = guess.listed_before(wanted)
        among_found = partial(_by_listed, seen=seen, step=max(BATCH, before * 3 // 2), are_found=True)
        ways.append((ASK * before, partial(_by_listed, seen=seen)))
        ways.append((FIND * guess.met + LIST * before, among_found))
    return min(ways, key=lambda way: way[0])[1]


def _look(words: Condition, others: Where, walk: Walk, step: int, most: int) -> tuple[list[int], int | None]:
    """Those among the next `step` rows of words, and the last of these; None at the end."""
    past, values = _past("t", walk)
    let_through, asked = holds(others, "t")
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
    return _in_order(found, given, walk, *holds(others, "f"), most)


def _by_others(words: Condition, others: Where, walk: Walk, most: int) -> list[int]:
    """By the index of facets; then each is asked for the words."""
    past, values = _past("c", walk)
    found = f"SELECT c.folio FROM cases_case c WHERE {others.indexed} {past}"  # noqa: S608  conditions are ours
    return _in_order(found, [*others.indexed_values, *values], walk, *_has(words, "f"), most)


def first_listed(where: Where, walk: Walk, most: int) -> list[int]:
    """The first of those that an index lists, without a look at how many there may be."""
    others = where.without_words
    assert where.words is not None
    assert others.listed is not None
    return _by_listed(where.words, others, walk, most, seen=others.listed)


def _by_listed(
    words: Condition,
    others: Where,
    walk: Walk,
    most: int,
    *,
    seen: Listed,
    step: int = BATCH,
    are_found: bool = False,
) -> list[int]:
    """Of those that an index lists each is asked for the words, and then for what else there is. `are_found`: all that
    have the words are found first, and each of these is looked up among them."""
    known = all_with(words) if are_found else None
    found: list[int] = []
    passed = 0
    while True:
        some, number, last = _of_listed(words, others, seen, walk, step, known)
        found += some
        if len(found) >= most or number < step:
            return found[:most]
        passed, walk = passed + number, replace(walk, past=(None, last))
        step = min(max(BATCH, passed * (most - len(found)) * 5 // (len(found) * 4 or 1)), passed * 3, LARGEST)


def all_with(words: Condition) -> str:
    """The folios of all that have the words, as an array is written."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT ARRAY(
                SELECT t.folio FROM searching_casetext t WHERE t.organization_id = %s AND {words.text})::text""",  # noqa: S608
            [current_organization().pk, *words.text_values],
        )
        return str(cursor.fetchone()[0])


def _of_listed(
    words: Condition, others: Where, seen: Listed, walk: Walk, step: int, known: str | None
) -> tuple[list[int], int, int]:
    """Those that fit among the next `step` listed, how many these are, and the last of them.

    Asked for words by an array: their rows of words are then found by one walk through the index. Of what is known, an
    array of the type of folios that does not change becomes a hash in PostgreSQL.
    """
    folios, values = seen.folios(walk, step)
    let_through, asked = holds(others, "t")
    if known is None:
        source = f"""(SELECT t.folio FROM searching_casetext t
            WHERE t.organization_id = %s AND t.folio = ANY(ARRAY(SELECT folio FROM next)) AND {words.text}
            ORDER BY t.folio {walk.way} OFFSET 0)"""  # noqa: S608  conditions are ours, values are passed apart
        given = [current_organization().pk, *words.text_values]
    else:
        source, given = (
            f"(SELECT folio FROM next WHERE folio = ANY(%s::integer[]) ORDER BY folio {walk.way} OFFSET 0)",  # noqa: S608
            [known],
        )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH next AS MATERIALIZED ({folios})
            SELECT ARRAY(SELECT folio FROM {source} t WHERE {let_through}),
                (SELECT count(*) FROM next), (SELECT {"min" if walk.down else "max"}(folio) FROM next)
            """,  # noqa: S608  conditions are ours, values are passed apart
            [*values, *given, *asked],
        )
        some, number, last = cursor.fetchone()
    return list(some), number, last


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


def holds(others: Where, alias: str) -> tuple[str, list[Any]]:
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
