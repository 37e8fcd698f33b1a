"""The database backend named in the settings."""

from typing import Any, Self

from django.db.backends.postgresql import base, features
from django.db.backends.utils import CursorWrapper
from django.db.models import Model


class DatabaseFeatures(features.DatabaseFeatures):
    def allows_group_by_selected_pks_on_model(self, model: type[Model]) -> bool:
        """Grouping by `id` alone is enough only where `id` alone is the primary key."""
        return not getattr(model, "is_tenant_table", False)


class PreparedCursor(base.ServerBindingCursor):
    """Has each statement parsed once for each connection."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        super().execute(query, params, **{**options, "prepare": True})  # type: ignore[misc]
        return self


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures

    def prepared_cursor(self) -> CursorWrapper:
        """As `cursor()`, for `organizations.prepared`."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            cursor: CursorWrapper = self._prepare_cursor(PreparedCursor(self.connection))  # type: ignore[attr-defined,call-arg]
            return cursor
