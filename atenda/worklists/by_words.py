"""The first cases that have some words, in the order of folios, or in another.

Words are kept by folio, so they can be walked in that order themselves: half a microsecond a row, where a case and
its words take four. A page of a word that one case of a hundred has is five thousand rows away. What is rarer is found
whole by the index of words, which costs some three microseconds for each one found; where filters let through fewer
cases than the words do, those are found first. In that order each is looked at only until there are enough. Who sees
few of the cases walks those: an index lists them in the order of folios (`listed.py`), and each is asked for its words.

Another order is walked case by case, and each asked for its words, where these are common. Where they are rare all are
found, read and sorted. Between the two all are found, but none is read before the index of the order, of which a case
takes a tenth of a microsecond, comes to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum
from typing import Any

from django.db import connection

from atenda.organizations.entering import current_organization
from atenda.worklists.conditions import Condition, Where
from atenda.worklists.estimating import Guess, how_many
from atenda.worklists.listed import Listed
from atenda.worklists.walks import ByMoment, Cursor, Walk

FIRST = 2_000  # rows of words, walked in a millisecond
NEAR = 8_000
FOUND = 5  # one that an index finds costs as much as so many that are walked; and so does asking it for all else
LISTED = 4  # and so does one that is listed, and asked for its words
SOONER = 50  # are walked in the index of an order, where one is read
BATCH, LARGEST = 1_000, 16_000  # of those listed
Collecting = Callable[[Condition, Where, Walk, int], list[int]]


def first_folios(where: Where, walk: Walk, most: int) -> list[int]:
    """The folios of the first `most` for whom `where`, with words in it, holds."""
    words, others = where.words, where.without_words
    assert words is not None
    found: list[int] = []
    passed, step = 0, FIRST
    guess: Guess | None = None
    while True:
        some, last = _look(words, others, walk, step, most - len(found))
        found += some
        if len(found) >= most or last is None:
            return found
        passed, walk = passed + step, replace(walk, past=(None, last))
        further = passed * (most - len(found)) * 5 // (len(found) * 4 or 2)
        if further > NEAR:
            guess = guess or how_many(where)
            way = _cheapest(guess, further, most - len(found))
            if way is not None:
                return found + way(words, others, walk, most - len(found))
        step = min(max(FIRST, further), passed * 4)


def _cheapest(guess: Guess, further: int, wanted: int) -> Collecting | None:
    """What finds so many sooner than walking words for so long; None where nothing does."""
    ways: list[tuple[int, Collecting | None]] = [
        (further, None),
        (FOUND * (guess.met + guess.met_before(wanted, guess.words, guess.others)), _by_words),
        (FOUND * (guess.others + guess.met_before(wanted, guess.others, guess.words)), _by_others),
    ]
    if guess.listed is not None:
        ways.append((LISTED * guess.listed_before(wanted), _by_listed))
    return min(ways, key=lambda way: way[0])[1]


def listed(where: Where) -> Where:
    """The same, for finding all where few have the words: those are listed first. The planner takes an array for
    short, where it knows nothing of how many have a beginning of a word, and thinks of joining a million."""
    words = where.words
    assert words is not None
    found = f"ARRAY(SELECT t.folio FROM searching_casetext t WHERE t.organization_id = %s AND {words.text})"  # noqa: S608
    given = (current_organization().pk, *words.text_values)
    few = replace(words, indexed=f"c.folio = ANY({found})", indexed_values=given)
    return Where(tuple(few if each is words else each for each in where.conditions))


class Way(Enum):
    """How cases with words are found in an order of something else."""

    ASKED = "each is walked, and asked for its words"
    FOUND = "all are found by the index of words, read, and sorted"
    AMONG_FOUND = "all are found by that index, and read as the order comes to them"


def way_elsewhere(guess: Guess, most: int, *, pending: bool) -> Way:
    """The cheapest. In halves of microseconds: to find one takes three; to read it, or to ask it for its words, as many
    as it takes to walk fifty in the index of an order, which are six."""
    walked = most * guess.cases // max(guess.words, 1)
    walked = min(walked, guess.others) if pending else min(walked * guess.cases // max(guess.others, 1), guess.cases)
    costs = {
        Way.ASKED: 6 * walked,
        Way.FOUND: 3 * guess.met + 6 * guess.met,
        Way.AMONG_FOUND: 4 * guess.met + 6 * walked // SOONER,
    }
    return min(costs, key=lambda way: costs[way])


def among_found(where: Where, walks: Sequence[Walk], most: int, *, pending: bool) -> tuple[list[int], list[Walk]]:
    """The first of them over stretches of another order, of which the index alone is walked; and the stretches that
    are left, where reading all that was found is sooner done than walking on."""
    words, others = where.words, where.without_words
    assert words is not None
    known = _known(words)
    enough = max(FIRST, SOONER * (known.count(",") + 1))
    found: list[int] = []
    for place, walk in enumerate(walks):
        some, last = _among(known, others, walk, enough, most - len(found), pending=pending)
        found += some
        if len(found) >= most:
            return found, []
        if last is not None:
            return found, [replace(walk, past=last), *walks[place + 1 :]]
    return found, []


def _known(words: Condition) -> str:
    """All folios with the words, as an array is written."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT ARRAY(
                SELECT t.folio FROM searching_casetext t WHERE t.organization_id = %s AND {words.text})::text""",  # noqa: S608
            [current_organization().pk, *words.text_values],
        )
        return str(cursor.fetchone()[0])


def _among(
    known: str, others: Where, walk: Walk, step: int, most: int, *, pending: bool
) -> tuple[list[int], Cursor | None]:
    """Those known among the next `step` of a stretch, and where to go on; None at the end. A constant array of the
    type of folios becomes a hash in PostgreSQL; only what is in it is asked for all else."""
    key = walk.moment if isinstance(walk, ByMoment) else "NULL"
    stretch, past = walk.conditions
    bounds, edges = others.bounding(walk.moment if isinstance(walk, ByMoment) else "")
    within = ["c.organization_id = %s", "c.closed_at IS NULL" if pending else "", stretch, bounds]
    let_through, asked = _holds(others, "w")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT folio, fits, place, key FROM (
                SELECT w.folio, w.key, w.folio = ANY(%s::integer[]) AND {let_through} AS fits,
                    row_number() OVER () AS place
                FROM (SELECT c.folio, {key} AS key FROM cases_case c WHERE {" AND ".join(filter(None, within))}
                    ORDER BY {walk.sorting} LIMIT {step}) w) numbered
            WHERE fits OR place = {step} LIMIT {most + 1}
            """,  # noqa: S608  conditions are ours, values are passed apart
            [known, *asked, current_organization().pk, *past, *edges],
        )
        rows = cursor.fetchall()
    last = (rows[-1][3], rows[-1][0]) if rows and rows[-1][2] == step else None
    return [folio for folio, fits, _place, _key in rows if fits][:most], last


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


def first_listed(where: Where, walk: Walk, most: int) -> list[int]:
    """The first of those that an index lists, without a look at how many there may be."""
    assert where.words is not None
    return _by_listed(where.words, where.without_words, walk, most)


def _by_listed(words: Condition, others: Where, walk: Walk, most: int) -> list[int]:
    """Of those that an index lists each is asked for the words, and then for what else there is."""
    listed = others.listed
    assert listed is not None
    found: list[int] = []
    step, passed = BATCH, 0
    while True:
        some, number, last = _of_listed(words, others, listed, walk, step)
        found += some
        if len(found) >= most or number < step:
            return found[:most]
        passed, walk = passed + number, replace(walk, past=(None, last))
        step = min(max(BATCH, passed * (most - len(found)) * 5 // (len(found) * 4 or 1)), passed * 3, LARGEST)


def _of_listed(words: Condition, others: Where, listed: Listed, walk: Walk, step: int) -> tuple[list[int], int, int]:
    """Those that fit among the next `step` listed, how many these are, and the last of them. By an array: their rows
    of words are then found by one walk through the index."""
    folios, values = listed.folios(walk, step)
    let_through, asked = _holds(others, "t")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH next AS MATERIALIZED ({folios})
            SELECT ARRAY(
                SELECT folio FROM (
                    SELECT t.folio FROM searching_casetext t
                    WHERE t.organization_id = %s AND t.folio = ANY(ARRAY(SELECT folio FROM next)) AND {words.text}
                    ORDER BY t.folio {walk.way} OFFSET 0) t
                WHERE {let_through}),
                (SELECT count(*) FROM next), (SELECT {"min" if walk.down else "max"}(folio) FROM next)
            """,  # noqa: S608  conditions are ours, values are passed apart
            [*values, current_organization().pk, *words.text_values, *asked],
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
