"""A question cut in parts: how many of its cases have each value of a field, counted in the database.

What is counted is what the list shows: the same conditions, of which each part has one more. So behind a part stand
exactly its cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from atenda.access.abilities import Sees
from atenda.cases import catalogue
from atenda.cases.counts import counts_by_holder, counts_by_team, counts_in_sight
from atenda.figures.reckoning import opened_by_day
from atenda.organizations.patience import at_most
from atenda.staff.models import Agent
from atenda.worklists.conditions import where
from atenda.worklists.filters import ME, Choice, Value
from atenda.worklists.question import Question, View
from atenda.worklists.wheres import Where

TOP = 12
MOST_PEOPLE = 40  # all of a team beside each other: whoever has most stands no higher (N18)
PATIENCE = 4000  # milliseconds: what takes longer is to be narrowed first
COLUMNS = {"assignee": "c.assignee_ids", "tag": "c.tag_ids"}  # of which a case has several
CUSTOMERS = ("account", "contact")
COUNTING = "SELECT {column} AS key, count(*) FROM {source} WHERE {where} GROUP BY 1"


@dataclass(frozen=True)
class Part:
    """So many cases, and the question that they answer; `value` as filters say it, of the rest nothing."""

    value: Value
    number: int
    question: Question
    is_rest: bool = False


def parts_of(actor: Agent, question: Question, by: str, *, now: datetime) -> list[Part]:
    """By any field but days: the most common values, and what is left. Raises TooMany."""
    if by == "customer" and not question.filters.choices.get(by, Choice()).any_of:
        return _of_most_customers(actor, question, now)
    found = [(value, number) for value, number in _counted(actor, question, by, now) if number]
    most = MOST_PEOPLE if by == "assignee" else TOP
    top, rest = found[:most], found[most:]
    if len(rest) == 1 and by != "customer":
        top, rest = found, []
    parts = [Part(value, number, _narrowed(question, by, value)) for value, number in top]
    if not rest:
        return parts
    left = _left(question, by, [value for value, _ in top], [value for value, _ in rest])
    is_sum = by not in COLUMNS and by != "customer"  # a case has one value, or none
    number = sum(number for _, number in rest) if is_sum else _number(where(actor, left, now=now))
    return [*parts, Part(None, number, left, is_rest=True)] if number else parts


def days_of(actor: Agent, question: Question, *, now: datetime) -> list[tuple[date, int]]:
    """How many were created on each day that has some, in the zone of whoever asks. Raises TooMany."""
    zone = timezone.get_current_timezone()
    if question.view is View.ALL and not question.filters and (kept := opened_by_day(actor, zone, now=now)) is not None:
        return sorted((day, number) for day, number in kept.items() if number)
    rows = _rows("(c.created_at AT TIME ZONE %s)::date", where(actor, question, now=now), str(zone))
    return sorted((day, number) for day, number in rows)


def _counted(actor: Agent, question: Question, by: str, now: datetime) -> list[tuple[Value, int]]:
    """Of each value the most common first; where the filters name values of this field, of these alone."""
    if not question.filters and (known := _from_counters(actor, question, by)) is not None:
        return _most_first(known)
    asked, chosen = where(actor, question, now=now), question.filters.choices.get(by, Choice())
    if by == "customer":
        return _customers(asked, chosen)
    if by in COLUMNS:
        found = _of_several(asked, COLUMNS[by], _meant(actor, chosen.any_of))
    else:
        found = _rows(f"c.{by}_id", asked)
    return _most_first(found)


def _from_counters(actor: Agent, question: Question, by: str) -> list[tuple[Value, int]] | None:
    """Of a whole view the counters know the states, and of who sees all the teams and the people as well."""
    if by == "state":
        return [(state, n) for state, n in counts_in_sight(actor).items() if question.view.holds(state)]
    if actor.role.sees != Sees.ALL or by not in ("team", "assignee"):
        return None
    states = [state for state in catalogue.states() if question.view.holds(state)]
    found = counts_by_team(states) if by == "team" else counts_by_holder(states)
    return [(key or None, n) for key, n in found.items()]


def _most_first(found: Iterable[tuple[Any, int]]) -> list[tuple[Any, int]]:
    return sorted(found, key=lambda one: (-one[1], one[0] or 0))


def _of_several(asked: Where, column: str, only: Sequence[int | None]) -> list[tuple[int | None, int]]:
    """A case counts for each of its values, or for none where it has none."""
    values = f"unnest(CASE {column} WHEN '{{}}' THEN '{{NULL}}'::bigint[] ELSE {column} END)"
    rows = _rows("value", asked, source=f"cases_case c CROSS JOIN LATERAL {values} value")
    return [(value, number) for value, number in rows if not only or value in only]


def _customers(asked: Where, chosen: Choice) -> list[tuple[Value, int]]:
    """Of those that the filters name."""
    kinds = {value[0] for value in chosen.any_of if isinstance(value, tuple)}
    found: list[tuple[Value, int]] = []
    for kind in CUSTOMERS:
        if kind in kinds:
            rows = _rows(f"c.{kind}_id", asked)
            found += [((kind, pk), number) for pk, number in rows if (kind, pk) in chosen.any_of]
    return sorted(found, key=lambda one: (-one[1], str(one[0])))


MOST = f"""
    WITH counted (key, n) AS MATERIALIZED ({COUNTING})
    SELECT key, n, (sum(n) OVER ())::int, (sum(n) FILTER (WHERE key IS NULL) OVER ())::int FROM counted
    ORDER BY key IS NULL, n DESC, key LIMIT {TOP}
    """  # noqa: S608  statements of ours


def _of_most_customers(actor: Agent, question: Question, now: datetime) -> list[Part]:
    """By company where most cases are of one, else by person; the others are left, with those of no such customer."""
    asked = where(actor, question, now=now)
    for kind in CUSTOMERS:
        rows = _run(MOST.format(column=f"c.{kind}_id", source="cases_case c", where=asked.indexed), asked)
        total, without = rows[0][2:] if rows else (0, 0)
        if kind == CUSTOMERS[-1] or total - (without or 0) >= (without or 0):
            break
    top = [((kind, pk), number) for pk, number, *_ in rows if pk is not None]
    parts = [Part(value, number, _narrowed(question, "customer", value)) for value, number in top]
    left = total - sum(number for _, number in top)
    rest = _left(question, "customer", [value for value, _ in top], [])
    return [*parts, Part(None, left, rest, is_rest=True)] if left else parts


def _narrowed(question: Question, by: str, value: Value) -> Question:
    """The question of one part; what the filters say of other fields stays, and what of this one they rule out."""
    ruled_out = question.filters.choices.get(by, Choice()).none_of
    return _with(question, by, Choice((value,), ruled_out))


def _left(question: Question, by: str, top: Sequence[Value], rest: Sequence[Value]) -> Question:
    chosen = question.filters.choices.get(by, Choice())
    if chosen.any_of:
        return _with(question, by, Choice(tuple(rest), chosen.none_of))
    return _with(question, by, Choice((), (*chosen.none_of, *top)))


def _with(question: Question, by: str, choice: Choice) -> Question:
    filters = question.filters
    return question.with_filters(replace(filters, choices={**filters.choices, by: choice}))


def _meant(actor: Agent, values: Iterable[Value]) -> list[int | None]:
    return [actor.pk if value == ME else value for value in values if value is None or isinstance(value, int | str)]  # type: ignore[misc]


def _number(asked: Where) -> int:
    return sum(number for _key, number in _rows("1", asked))


def _rows(column: str, asked: Where, *values: Any, source: str = "cases_case c") -> list[tuple[Any, int]]:
    return _run(COUNTING.format(column=column, source=source, where=asked.indexed), asked, *values)


def _run(statement: str, asked: Where, *values: Any) -> list[tuple[Any, ...]]:
    with at_most(PATIENCE), connection.cursor() as cursor:
        cursor.execute(statement, [*values, *asked.indexed_values])
        return list(cursor.fetchall())
