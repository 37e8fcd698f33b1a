"""Bringing the database to the shape this release needs, as the owner, then handing out rights."""

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from atenda.server.faults import ServerFault
from atenda.server.grants import grant

# Any number, the same on every machine: two that start at once migrate one after the other.
ONLY_ONE_MIGRATES = 7_304_118


def migrate(*, verbosity: int = 0) -> int:
    """Apply what is missing and say how many migrations that were."""
    connection = connections["owner"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONLY_ONE_MIGRATES])
    try:
        missing = missing_migrations("owner")
        if missing:
            call_command("migrate", database="owner", interactive=False, verbosity=verbosity)
        grant()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONLY_ONE_MIGRATES])
        connection.close()
    return len(missing)


def missing_migrations(alias: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Migrations of this release the database has not had, by name."""
    executor = MigrationExecutor(connections[alias])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def refuse_unless_migrated() -> None:
    """One sentence instead of pages that fail one after the other."""
    missing = missing_migrations()
    if missing:
        raise ServerFault(f"{len(missing)} migrations are missing: run `atenda migrate` first.")
