"""Single rows without the query builder: found by their key, added, changed. For what every deed does.

The builder takes longer to write such a statement than PostgreSQL to carry it out.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

from django.db import connection, models

from atenda.organizations.entering import current_organization
from atenda.organizations.joined import Joined
from atenda.organizations.prepared import prepared
from atenda.organizations.tenancy import OrgModel

M = TypeVar("M", bound=OrgModel)


def by_id(model: type[M], pk: int) -> M | None:
    """The row of this id in the organization entered."""
    rows = _by_key(model).one(current_organization().pk, pk)
    row: M | None = rows[0] if rows else None
    return row


def add(row: OrgModel) -> None:
    """Insert a new row as it stands, and give it its id."""
    columns = columns_of(type(row))
    statement = (
        f"INSERT INTO {row._meta.db_table} ({', '.join(columns)}) VALUES ({', '.join(columns.values())}) RETURNING id"  # noqa: S608  names of our own model
    )
    with prepared() as cursor:
        cursor.execute(statement, values_of(row))
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, "default"


def change(row: OrgModel, *fields: str) -> None:
    """Write these fields of a row that is there."""
    with prepared() as cursor:
        cursor.execute(_changing(type(row), fields), [*_values(row, fields), row.organization_id, row.pk])


@cache
def _changing(model: type[models.Model], fields: tuple[str, ...]) -> str:
    named: list[Any] = [model._meta.get_field(name) for name in fields]
    columns = ", ".join(f'"{field.column}" = %s::{field.db_type(connection)}' for field in named)
    return f"UPDATE {model._meta.db_table} SET {columns} WHERE organization_id = %s AND id = %s"  # noqa: S608  our own


def _values(row: models.Model, fields: tuple[str, ...]) -> list[Any]:
    named: list[Any] = [row._meta.get_field(name) for name in fields]
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in named]


@cache
def columns_of(model: type[models.Model], *without: str) -> dict[str, str]:
    """The columns of a new row with their placeholders, in the order of `values_of`."""
    return {f'"{field.column}"': f"%s::{field.db_type(connection)}" for field in _fields(model, *without)}


def values_of(row: models.Model, *without: str) -> list[Any]:
    """What a new row puts into `columns_of` its model."""
    return [field.get_db_prep_save(getattr(row, field.attname), connection) for field in _fields(type(row), *without)]


@cache
def _fields(model: type[models.Model], *without: str) -> tuple[Any, ...]:
    return tuple(field for field in model._meta.concrete_fields if field.name not in {"id", *without})


@cache
def _by_key(model: type[models.Model]) -> Joined:
    return Joined(f"FROM {model._meta.db_table} x WHERE x.organization_id = %s AND x.id = %s", x=model)
