"""How many cases there may be, without looking for them.

A guess says which way is quickest, and never what is found: so it is kept for a minute, for the next page of the same
question and for whoever asks it again.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from time import monotonic
from typing import Any, ParamSpec, TypeVar

from django.db import connection

from atenda.organizations.entering import current_organization
from atenda.worklists.wheres import Where

STRETCHES, EACH = 100, 20  # rows of words that are looked at all over
KEPT_FOR = 60  # seconds
MOST_KEPT = 2_000
IN_ORDER = re.compile(r"<\d+>")
P = ParamSpec("P")
T = TypeVar("T")


def kept_for_a_minute(guess: Callable[P, T]) -> Callable[P, T]:
    """Keep what is guessed in the organization entered, for the same question."""
    kept: OrderedDict[str, tuple[float, T]] = OrderedDict()
    lock = Lock()

    @wraps(guess)
    def guessing(*args: P.args, **kwargs: P.kwargs) -> T:
        organization, now = current_organization(), monotonic()
        key = repr((organization.pk, organization.created_at, args, kwargs))
        with lock:
            until, value = kept.get(key, (0.0, None))
        if value is not None and until > now:
            return value
        value = guess(*args, **kwargs)
        with lock:
            kept[key] = (now + KEPT_FOR, value)
            while len(kept) > MOST_KEPT:
                kept.popitem(last=False)
        return value

    return guessing


def estimated(where: Where) -> int:
    """How many there are: from the counters, where they know, or as the planner guesses by its statistics."""
    if where.counted:
        return where.counted()
    return rows_of(f"SELECT 1 FROM cases_case c WHERE {where.indexed}", where.indexed_values)  # noqa: S608  conditions are ours


@kept_for_a_minute
def rows_of(sql: str, values: Sequence[Any]) -> int:
    """How many rows a statement has, by the same guess."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", list(values))
        return int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])


@dataclass(frozen=True)
class Guess:
    """How many cases there are; with the words, by some rows all over; let through by all else, and listed in the order
    of folios, by statistics. `met` are those that the index of words looks at: in whatever order they have them."""

    cases: int
    words: int
    others: int
    listed: int | None = None
    met: int = 0

    @property
    def fitting(self) -> int:
        """How many there are with the words that all else lets through."""
        return self.words * self.others // max(self.cases, 1)

    def before(self, wanted: int) -> int:
        """How many of all cases stand before so many that fit."""
        return min(self.cases, self.cases * wanted // max(self.fitting, 1))

    def met_before(self, wanted: int, these: int, those: int) -> int:
        """How many of `these` are met before so many are found that are among `those` as well."""
        return min(these, wanted * self.cases // max(those, 1))

    def listed_before(self, wanted: int) -> int:
        """How many of those listed stand before so many that fit."""
        listed = self.listed or 0
        fitting = self.words * min(self.others, listed) // max(self.cases, 1)
        return min(listed, listed * wanted // max(fitting, 1))


def how_many(where: Where, *, pending: bool = False) -> Guess:
    """How many cases may have the words, and what else is asked. `pending`: of pending cases alone."""
    words, others = where.words, where.without_words
    assert words is not None
    seen = others.seen(pending=pending)
    cases, with_words, met = _with_words(words.text, words.text_values)
    return Guess(
        cases,
        with_words,
        estimated(others) if others.is_narrowed else cases,
        rows_of(*seen.everything()) if seen else None,
        met,
    )


@kept_for_a_minute
def _with_words(text: str, values: Sequence[Any]) -> tuple[int, int, int]:
    """How many cases there are, how many have the words, and how many have them in whatever order."""
    loose = [IN_ORDER.sub("&", value) if isinstance(value, str) else value for value in values]
    are_in_order = loose != list(values)
    organization = current_organization().pk
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT max(last), greatest(count(*) FILTER (WHERE fits), 0.5) * max(last) / greatest(count(*), 1),
                greatest(count(*) FILTER (WHERE is_met), 0.5) * max(last) / greatest(count(*), 1)
            FROM (SELECT max(folio)::bigint AS last FROM searching_casetext WHERE organization_id = %s) newest
            CROSS JOIN generate_series(0, {STRETCHES - 1}) n
            CROSS JOIN LATERAL (
                SELECT {text} AS fits, {text if are_in_order else "false"} AS is_met FROM searching_casetext t
                WHERE t.organization_id = %s AND t.folio > last * n / {STRETCHES}
                ORDER BY t.folio LIMIT {EACH}) looked_at
            """,  # noqa: S608  conditions are ours, values are passed apart
            [organization, *values, *(loose if are_in_order else ()), organization],
        )
        cases, with_words, met = (int(number or 0) for number in cursor.fetchone())
    return cases, with_words, met if are_in_order else with_words
