"""What the database itself holds true of every tenant table: its key, and that no row points into another organization.

Django sees ordinary `id` keys and foreign keys; these constraints put the organization into the real ones. They are
written into migrations like any other constraint. Ground: PostgreSQL composite keys, which Citus shards by.
"""

from __future__ import annotations

from typing import Any

from django.db.models import BaseConstraint


class _DatabaseOnly(BaseConstraint):
    """A constraint that the engine checks and Django's validation leaves alone."""

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.deconstruct() == self.deconstruct()

    __hash__ = BaseConstraint.__hash__

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """Nothing to ask beforehand: the statement itself is refused."""


class OrgPK(_DatabaseOnly):
    """PRIMARY KEY (organization_id, …) in place of Django's (id), and the foreign key to the organization itself.

    `columns` are those that follow the organization: `id`, or the natural key of a link or counter row.
    """

    def __init__(self, *, columns: tuple[str, ...] = ("id",), name: str) -> None:
        self.columns = tuple(columns)
        super().__init__(name=name)

    def _sql(self, model: Any, editor: Any) -> str:
        quote = editor.quote_name
        table, key = quote(model._meta.db_table), quote(f"{model._meta.db_table}_pkey")
        columns = ", ".join(quote(column) for column in ("organization_id", *self.columns))
        owner = quote(f"{model._meta.db_table}_organization_fk")
        return (
            f"ALTER TABLE {table} DROP CONSTRAINT {key}, ADD CONSTRAINT {key} PRIMARY KEY ({columns}), "
            f"ADD CONSTRAINT {owner} FOREIGN KEY (organization_id) REFERENCES organizations_organization (id)"
        )

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        """Deferred to the end of the migration, before every foreign key that rests on it."""
        schema_editor.deferred_sql.insert(0, self._sql(model, schema_editor))
        return ""

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        return self.create_sql(model, schema_editor)

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        table, key = quote(model._meta.db_table), quote(f"{model._meta.db_table}_pkey")
        owner = quote(f"{model._meta.db_table}_organization_fk")
        return (
            f"ALTER TABLE {table} DROP CONSTRAINT {owner}, DROP CONSTRAINT {key}, ADD CONSTRAINT {key} PRIMARY KEY (id)"
        )

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "columns": self.columns}


class OrgFKConstraint(_DatabaseOnly):
    """FOREIGN KEY (organization_id, column) REFERENCES target (organization_id, id), checked at the statement.

    `field` is the OrgFK's name. There is no cascade: what is pointed at stays, or its verb deletes both.
    """

    def __init__(self, *, field: str, name: str) -> None:
        self.field = field
        super().__init__(name=name)

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        """Deferred to the end of the migration, when every key it rests on is there."""
        field = model._meta.get_field(self.field)
        quote = schema_editor.quote_name
        schema_editor.deferred_sql.append(
            f"ALTER TABLE {quote(model._meta.db_table)} ADD CONSTRAINT {quote(self.name)} "
            f"FOREIGN KEY (organization_id, {quote(field.column)}) "
            f"REFERENCES {quote(field.remote_field.model._meta.db_table)} (organization_id, id) "
            "ON DELETE NO ACTION NOT DEFERRABLE"
        )
        return ""

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        return self.create_sql(model, schema_editor)

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = schema_editor.quote_name(model._meta.db_table), schema_editor.quote_name(self.name)
        return f"ALTER TABLE {table} DROP CONSTRAINT {name}"

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "field": self.field}
