"""Rows written by COPY, as the application role: twenty times quicker than INSERT, under the same constraints.

Columns are taken from the models: a row that names one too many or one too few is refused, so that a new column
cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from psycopg import sql

from atenda.organizations.entering import current_organization

Row = Mapping[str, Any]
FEWEST_IDS = 200
_ENCODE = DjangoJSONEncoder(ensure_ascii=False).encode


class WrongColumns(TypeError):
    """A row does not fit its table: a column was added or taken away, and the fast path was not told."""


class Ids:
    """Ids the database gives out, fetched a block at a time."""

    def __init__(self, model: type[models.Model], block: int = FEWEST_IDS) -> None:
        self.table = model._meta.db_table
        self.block = block
        self._waiting: Iterator[int] = iter(())

    def __next__(self) -> int:
        for one in self._waiting:
            return one
        self._waiting = iter(self.take(self.block))
        return next(self._waiting)

    def take(self, n: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [self.table, n]
            )
            return [row[0] for row in cursor.fetchall()]


def copy(model: type[models.Model], rows: Iterable[Row]) -> int:
    """Write rows, by attribute name, into the organization entered; without `id` the database gives one."""
    rows = list(rows)
    if not rows:
        return 0
    organization = current_organization().pk
    fields = [field for field in model._meta.concrete_fields if field.attname != "organization_id"]
    if "id" not in rows[0]:
        fields = [field for field in fields if not field.primary_key]
    pick = _picker(model, [field.attname for field in fields])
    json_places = [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
    columns = ["organization_id", *(str(field.column) for field in fields)]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(column) for column in columns),
    )
    with connection.cursor() as cursor, cursor.copy(statement) as target:
        for row in rows:
            values = [organization, *pick(row)]
            for place in json_places:
                value = values[place + 1]
                values[place + 1] = None if value is None else _ENCODE(value)
            target.write_row(values)
    return len(rows)


def _picker(model: type[models.Model], names: list[str]) -> Any:
    in_order = itemgetter(*names)
    expected = len(names)

    def pick(row: Row) -> Any:
        if len(row) != expected:
            raise WrongColumns(f"{model.__name__}: {set(row) ^ set(names)}")
        try:
            return in_order(row)
        except KeyError as missing:
            raise WrongColumns(f"{model.__name__}: {missing}") from missing

    return pick
