"""Loading in haste: the cluster as it may be while a crash would cost nothing but the loading itself.

Secondary indexes are made after the rows, foreign keys are trusted (the fast path's rows are checked against the
verbs' by its own test), nothing waits for the disk. Afterwards the cluster is as Atenda makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connections

from atenda.server import cluster_roles
from atenda.server.database_urls import APPLICATION_ROLE, DATABASE
from atenda.server.postgres import Cluster, embedded

CONFIGURATION = """
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
max_wal_size = '8GB'
checkpoint_timeout = '30min'
"""
SECONDARY = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'i' AND NOT indisunique
      AND (indrelid::regclass::text LIKE 'cases_%' OR indrelid::regclass::text LIKE 'customers_%'
           OR indrelid::regclass::text LIKE 'history_%' OR indrelid::regclass::text LIKE 'conversations_%'
           OR indrelid::regclass::text LIKE 'searching_%')
"""


@contextmanager
def in_haste(say: Callable[[str], None]) -> Iterator[None]:
    """The block runs without indexes and without care; the indexes are there again after it."""
    cluster = embedded(settings.ENV)
    _restart(cluster, CONFIGURATION)
    wanted = cluster.data / "indexes.sql"  # kept on disk: an interrupted load is taken up with them
    with cluster_roles.superuser(settings.ENV.socket_folder, DATABASE) as connection:
        connection.execute(f"GRANT SET ON PARAMETER session_replication_role TO {APPLICATION_ROLE}")
        connection.execute(f"ALTER ROLE {APPLICATION_ROLE} SET session_replication_role = replica")
        found = connection.execute(SECONDARY).fetchall()
        _remember(wanted, [" ".join(definition.split()) for _, definition in found])
        for name, _ in found:
            connection.execute(f"DROP INDEX {name}")
    yield
    with cluster_roles.superuser(settings.ENV.socket_folder, DATABASE) as connection:
        connection.execute("SET maintenance_work_mem = '1GB'")
        connection.execute("SET ROLE atenda_owner")
        for definition in wanted.read_text().splitlines():
            say(definition.split(" ON ")[0].lower())
            connection.execute(definition.replace("INDEX ", "INDEX IF NOT EXISTS ", 1))
        connection.execute("RESET ROLE")
        connection.execute(f"ALTER ROLE {APPLICATION_ROLE} RESET session_replication_role")
        connection.execute(f"REVOKE SET ON PARAMETER session_replication_role FROM {APPLICATION_ROLE}")
        say("vacuum and analyse")
        connection.execute("VACUUM (ANALYZE)")
    wanted.unlink()
    _restart(cluster, "")


def _remember(file: Path, definitions: list[str]) -> None:
    known = file.read_text().splitlines() if file.exists() else []
    file.write_text("\n".join(dict.fromkeys([*known, *definitions])))


def _restart(cluster: Cluster, configuration: str) -> None:
    connections.close_all()
    cluster.stop()
    (cluster.folder / "local.conf").write_text(configuration)
    (cluster.folder / "local.conf").chmod(0o644)
    cluster.start()
