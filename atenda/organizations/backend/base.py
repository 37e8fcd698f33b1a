"""The database backend named in the settings."""

from django.db.backends.postgresql import base, features
from django.db.models import Model


class DatabaseFeatures(features.DatabaseFeatures):
    def allows_group_by_selected_pks_on_model(self, model: type[Model]) -> bool:
        """Grouping by `id` alone is enough only where `id` alone is the primary key."""
        return not getattr(model, "is_tenant_table", False)


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
