"""The cases of a view as a table: its columns, its order, its filters, its search, and what was marked."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from atenda.exporting.tables import Column, Table, Type, Value
from atenda.staff.models import Agent
from atenda.worklists import stretches
from atenda.worklists.bulk.choosing import Chosen, read_chosen
from atenda.worklists.grouping import LABELS, group_of
from atenda.worklists.question import Question
from atenda.worklists.rows import Row, shown
from atenda.worklists.table import COLUMNS, USUAL
from atenda.worklists.table import known as known_columns
from atenda.worklists.walks import Walk
from atenda.worklists.wheres import Where

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FETCHED = 10_000
Read = Callable[[Row], Value]


def chosen_of(asked: Mapping[str, Any]) -> Chosen:
    """Which cases are meant: all of a question unless some were marked."""
    marked = asked.get("case") or ""
    said = dict(asked) if marked else {**asked, "all": "1"}
    return read_chosen(said, [marked] if marked else [])


def table(actor: Agent, asked: Mapping[str, Any], now: datetime) -> Table:
    """As this agent sees them at this moment."""
    chosen = chosen_of(asked)
    names = known_columns(asked.get("columns") or ()) or USUAL
    columns = [(_column(name), _reader(name, now)) for name in names]
    if group := _group(chosen.question, names, now):
        columns.insert(0, group)
    readers = [read for _label, read in columns]

    def read(folios: Sequence[int]) -> Iterable[Sequence[Value]]:
        return ([each(row) for each in readers] for row in shown(folios))

    return Table([column for column, _read in columns], folios_of(actor, chosen), read)


def folios_of(actor: Agent, chosen: Chosen) -> array[int]:
    """The folios of all of them in the order of the list, whatever is asked of it: found whole and sorted, once."""
    order = chosen.question.order.walks(None, backwards=False)
    walks = order if chosen.folios else stretches.possible(chosen.question, order)
    found = array("q")
    where = chosen.where(actor)
    for _sorting, alike in groupby(walks, lambda walk: walk.sorting):
        found.extend(_sorted(where, list(alike)))
    return found


def _sorted(where: Where, walks: Sequence[Walk]) -> Iterator[int]:
    asked = [walk.conditions for walk in walks]
    place = " ".join(f"WHEN {sql or 'true'} THEN {number}" for number, (sql, _values) in enumerate(asked))
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"""
            SELECT folio FROM (
                SELECT c.folio, c.created_at, c.updated_at, c.contacted_at, c.due_at, c.closed_at,
                    CASE {place} END AS place
                FROM cases_case c WHERE {where.indexed} OFFSET 0) c
            WHERE place IS NOT NULL ORDER BY place, {walks[0].sorting}
            """,  # noqa: S608  conditions are ours, values are passed apart
            [*(value for _sql, values in asked for value in values), *where.indexed_values],
        )
        while rows := cursor.fetchmany(FETCHED):
            yield from (folio for (folio,) in rows)


def _group(question: Question, names: Sequence[str], now: datetime) -> tuple[Column, Read] | None:
    """What the list is grouped by, as its first column; a value that has a column already needs no other."""
    by = question.group
    if not by or (by in names and by not in ("due", "created", "contacted")):
        return None
    finished = question.view.finished is not False
    label = _("Group: %(name)s") % {"name": LABELS[by]}
    return Column(label), lambda row: group_of(row, by, now, with_finished=finished).label


def _column(name: str) -> Column:
    label = str(COLUMNS[name].label)
    if name == "age":
        label = _("Age (days)")
    elif name == "resolution":
        label = _("Resolution time (hours)")
    return Column(label, TYPES.get(name, Type.TEXT))


def _reader(name: str, now: datetime) -> Read:
    match name:
        case "age":
            return lambda row: round(((row.closed_at or now) - row.created_at) / DAY, 2)
        case "resolution":
            return lambda row: round(row.resolution_time / HOUR, 2) if row.resolution_time is not None else None
        case "customer":
            return lambda row: " · ".join(filter(None, (row.contact, row.account)))
        case "assigned":
            return lambda row: ", ".join(row.people)
        case "tags":
            return lambda row: ", ".join(map(str, row.tags))
        case _ if name in ATTRIBUTES:
            attribute = ATTRIBUTES[name]
            return lambda row: getattr(row, attribute)
        case _:
            return lambda row: str(getattr(row, name) or "")


ATTRIBUTES = {
    "folio": "folio",
    "reference": "reference",
    "account": "account",
    "contacted": "contacted_at",
    "due": "due_at",
    "changed": "updated_at",
    "created": "created_at",
    "closed": "closed_at",
    "reopenings": "reopen_count",
    "rating": "rating_id",
}
MOMENTS = ("contacted", "due", "changed", "created", "closed")
TYPES = {
    "folio": Type.NUMBER,
    "reopenings": Type.NUMBER,
    "rating": Type.NUMBER,
    "age": Type.DECIMAL,
    "resolution": Type.DECIMAL,
    **dict.fromkeys(MOMENTS, Type.MOMENT),
}
