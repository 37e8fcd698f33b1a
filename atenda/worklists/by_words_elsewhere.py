"""The first cases that have some words, in an order of something else than folios.

Where the words are common each case is asked for them as the order comes to it. Where they are rare all are found, read
and sorted; of these only what is in sight is read, where an index lists that and it is little. Where all else lets
through little, that is found. Between common and rare all are found, but none is read before the order comes to it: of
which the index alone is walked, where it has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

from django.db import connection

from atenda.organizations.entering import current_organization
from atenda.worklists.by_words import FACET, FIND, LIST, all_with, holds
from atenda.worklists.collecting import collect
from atenda.worklists.estimating import Guess, how_many, rows_of
from atenda.worklists.listed import Listed, of_pending
from atenda.worklists.walks import ByMoment, Cursor, OfValue, Walk
from atenda.worklists.wheres import Where

# microseconds that a case takes
READ = 3.3  # wherever it lies; to ask it for its words takes as long
PASS = 1  # as an order comes to it, and is asked for all but words
STEP = 0.17  # in the index of an order alone
STRETCH = 800  # of an order takes so long, whatever cases are in it
AT_LEAST = 2_000  # walked before reading all is thought of


class Way(Enum):
    """How they are found."""

    ASKED = "each is asked for its words, as the order comes to it"
    AFTER_ALL_ELSE = "all that fit otherwise are found, read and sorted, and asked in order"
    FOUND = "all are found by the index of words, read and sorted"
    IN_SIGHT = "the same, but of what is not in sight none is read"
    AMONG_FOUND = "all are found by that index, and each is read when the order comes to it"


def first_folios(
    where: Where, walks: Sequence[Walk], most: int, *, pending: bool, is_even: bool = True
) -> list[int] | None:
    """The first `most` over stretches of an order one after the other; None where they are found sooner by asking
    each case of it. `is_even`: what is in sight lies all over the order."""
    guess = how_many(where, pending=pending)
    passed = rows_of(*of_pending().everything()) if pending else guess.cases
    step = _a_step(walks, to_its_end=guess.fitting < most) if is_even else None
    way = cheapest(guess, most, passed=passed, step=step, stretches=len(walks))
    match way:
        case Way.ASKED:
            return None
        case Way.AFTER_ALL_ELSE:
            return collect(where, walks, most, words_last=True)
        case Way.IN_SIGHT:
            return collect(found_first(where, where.without_words.seen(pending=pending)), walks, most)
        case Way.FOUND:
            return collect(found_first(where), walks, most)
        case Way.AMONG_FOUND:
            found, left = _among_found(where, walks, most, step or PASS, pending=pending)
            return found + collect(found_first(where), left, most - len(found))


def cheapest(guess: Guess, most: int, *, passed: int, step: float | None, stretches: int = 1) -> Way:
    """The cheapest way. `passed`: how many cases the order has, in so many stretches; `step`: what one takes in its
    index, None where it has none."""
    asked = min(most * guess.cases // max(guess.words, 1), guess.others)
    walked = min(asked * passed // max(guess.others, 1), passed)
    met = min(guess.met * walked // max(guess.cases, 1), guess.met)
    to_find = FIND * guess.met
    begun = stretches if step is None else min(stretches, 1 + most * stretches // max(guess.fitting, 1))
    costs = {
        Way.ASKED: PASS * walked + READ * asked + STRETCH * begun,
        Way.AFTER_ALL_ELSE: FACET * guess.others + READ * asked,
        Way.FOUND: to_find + READ * guess.met,
    }
    if guess.listed is not None:
        costs[Way.IN_SIGHT] = to_find + LIST * guess.listed + READ * guess.met * guess.listed / max(guess.cases, 1)
    if step is not None:
        costs[Way.AMONG_FOUND] = to_find + step * walked + READ * met + STRETCH * begun
    return min(costs, key=lambda way: costs[way])


def found_first(where: Where, seen: Listed | None = None) -> Where:
    """The same, for finding all where few have the words: those are listed first, and of them what is `seen`. The
    planner takes an array for short, where it knows nothing of how many have a beginning of a word, and thinks of
    joining a million."""
    words = where.words
    assert words is not None
    found = f"SELECT t.folio FROM searching_casetext t WHERE t.organization_id = %s AND {words.text}"  # noqa: S608
    given = [current_organization().pk, *words.text_values]
    if seen:
        others, values = seen.everything()
        found, given = f"{found} INTERSECT ({others})", [*given, *values]
    few = replace(words, indexed=f"c.folio = ANY(ARRAY({found}))", indexed_values=tuple(given))
    return Where(tuple(few if each is words else each for each in where.conditions))


def _a_step(walks: Sequence[Walk], *, to_its_end: bool) -> float | None:
    """What a step takes; None where no index has the order. Of a moment that is computed the index does not give it
    back, so that each is read; as are those that lack what is ordered by, which stand at the end."""
    if any(isinstance(walk, OfValue) and walk.field in ("responsible", "rating") for walk in walks):
        return None
    is_computed = any(isinstance(walk, ByMoment) and "(" in walk.moment for walk in walks)
    return PASS if is_computed or (to_its_end and any(map(_lacks_it, walks))) else STEP


def _lacks_it(walk: Walk) -> bool:
    return (isinstance(walk, ByMoment) and walk.has_it is False) or (isinstance(walk, OfValue) and walk.value is None)


def _among_found(
    where: Where, walks: Sequence[Walk], most: int, step: float, *, pending: bool
) -> tuple[list[int], Sequence[Walk]]:
    """The first of them; and the stretches that are left, where reading all is sooner done than walking on."""
    words, others = where.words, where.without_words
    assert words is not None
    known = all_with(words)
    enough = max(AT_LEAST, int(READ / step) * known.count(","))
    found: list[int] = []
    for place, walk in enumerate(walks):
        some, last = _among(known, others, walk, enough, most - len(found), pending=pending)
        found += some
        if len(found) >= most:
            return found, ()
        if last is not None:
            return found, [replace(walk, past=last), *walks[place + 1 :]]
    return found, ()


def _among(
    known: str, others: Where, walk: Walk, step: int, most: int, *, pending: bool
) -> tuple[list[int], Cursor | None]:
    """Those known among the next `step` of a stretch, and where to go on; None at the end. A constant array of the
    type of folios becomes a hash in PostgreSQL; only what is in it is asked for all else."""
    key = walk.moment if isinstance(walk, ByMoment) else "NULL"
    stretch, past = walk.conditions
    bounds, edges = others.bounding(walk.moment if isinstance(walk, ByMoment) else "")
    within = ["c.organization_id = %s", "c.closed_at IS NULL" if pending else "", stretch, bounds]
    let_through, asked = holds(others, "w")
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
