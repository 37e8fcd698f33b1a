"""The database backend named in the settings."""

import time
from typing import Any, Self

from django.db.backends.postgresql import base, features, operations
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from psycopg import Connection, OperationalError
from psycopg.pq import Format
from psycopg_pool import ConnectionPool

SURE_FOR = 1.0  # seconds after which a connection of the pool is asked whether it is still there


class DatabaseFeatures(features.DatabaseFeatures):
    def allows_group_by_selected_pks_on_model(self, model: type[Model]) -> bool:
        """Grouping by `id` alone is enough only where `id` alone is the primary key."""
        return not getattr(model, "is_tenant_table", False)


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        """As Django's; a prepared statement is told as it was written, its values apart."""
        told: str | None = super().last_executed_query(cursor, sql, params)
        return told or str(sql)


class PreparedCursor(base.ServerBindingCursor):
    """Has each statement parsed once for each connection."""

    def __init__(self, connection: Any, *, binary: bool) -> None:
        super().__init__(connection)  # type: ignore[call-arg]
        self.format = Format.BINARY if binary else Format.TEXT

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        super().execute(query, params, **{**options, "prepare": True})  # type: ignore[misc]
        return self


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params: Any) -> Any:
        """From the pool one that was alive a second ago, or is now; with every connection dead, the last of them."""
        connection = super().get_new_connection(conn_params)
        for _ in range(self.pool.max_size if self.pool else 0):
            if _is_alive(connection):
                break
            self.pool.putconn(connection)
            connection = super().get_new_connection(conn_params)
        return connection

    def prepared_cursor(self, *, binary: bool) -> CursorWrapper:
        """As `cursor()`, for `organizations.prepared`."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            cursor: CursorWrapper = self._prepare_cursor(PreparedCursor(self.connection, binary=binary))  # type: ignore[attr-defined]
            return cursor


def _is_alive(connection: Connection[Any]) -> bool:
    """Whether it answers. To ask takes as long as a small statement, so that not every request does."""
    now = time.monotonic()
    if now - getattr(connection, "answered_at", 0.0) > SURE_FOR:
        try:
            ConnectionPool.check_connection(connection)
        except OperationalError:
            return False
        connection.answered_at = now  # type: ignore[attr-defined]
    return True
