"""Whole rows of several models by one statement that is written once: for what every single page asks.

The query builder takes longer to write such a statement than PostgreSQL to answer it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection, models

from atenda.organizations.prepared import prepared


@dataclass(frozen=True)
class Part:
    """The columns of one model among those of the row, from `start` on."""

    model: type[models.Model]
    alias: str
    start: int
    only: tuple[str, ...] = ()  # its id and these fields, where they are named

    @cached_property
    def fields(self) -> Sequence[Any]:
        every = self.model._meta.concrete_fields
        return [field for field in every if not self.only or field.primary_key or field.name in self.only]

    @cached_property
    def names(self) -> list[str]:
        return [field.attname for field in self.fields]

    @cached_property
    def key(self) -> int:
        return self.names.index("id" if "id" in self.names else self.model._meta.pk.attname)

    @cached_property
    def conversions(self) -> list[tuple[int, Any, Any]]:
        """(place, converter, column) of what the database gives otherwise than the model holds it, as with JSON."""
        columns = [field.get_col(self.alias) for field in self.fields]
        return [
            (place, convert, column)
            for place, column in enumerate(columns)
            for convert in (*connection.ops.get_db_converters(column), *column.get_db_converters(connection))
        ]

    def made(self, row: Sequence[Any]) -> models.Model | None:
        values = list(row[self.start : self.start + len(self.names)])
        if values[self.key] is None:
            return None
        for place, convert, column in self.conversions:
            values[place] = convert(values[place], column, connection)
        return self.model.from_db("default", self.names, values)


class Joined:
    """`SELECT` every column of each model under its alias, then `rest`: FROM and WHERE, with %s for what is asked."""

    def __init__(self, rest: str, **models_by_alias: type[models.Model]) -> None:
        self.rest = rest
        self.models = models_by_alias

    @cached_property
    def parts(self) -> list[Part]:
        parts, start = [], 0
        for alias, model in self.models.items():
            parts.append(Part(model, alias, start))
            start += len(parts[-1].fields)
        return parts

    @cached_property
    def statement(self) -> str:
        columns = [f'"{part.alias}"."{field.column}"' for part in self.parts for field in part.fields]
        return f"SELECT {', '.join(columns)} {self.rest}"

    def one(self, *asked: Any) -> list[Any] | None:
        """The objects of the first row in the order of the aliases (None where nothing joined), or None: no row."""
        with prepared() as cursor:
            cursor.execute(self.statement, asked)
            row = cursor.fetchone()
        return None if row is None else [part.made(row) for part in self.parts]

    def every(self, *asked: Any) -> list[list[Any]]:
        """The same of each row."""
        with prepared() as cursor:
            cursor.execute(self.statement, asked)
            rows = cursor.fetchall()
        return [[part.made(row) for part in self.parts] for row in rows]


class Lean:
    """Rows of one model under the alias x, of which some fields are asked for, as by `only` of the query builder."""

    def __init__(self, model: type[models.Model], *only: str) -> None:
        self.part = Part(model, "x", 0, only)

    @cached_property
    def columns(self) -> str:
        return ", ".join(f'x."{field.column}"' for field in self.part.fields)

    def made(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        return [self.part.made(row) for row in rows]
