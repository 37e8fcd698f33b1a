"""What must be otherwise in a copy than in what it is a copy of, set before anything runs on it."""

from __future__ import annotations

from datetime import datetime

import psycopg

from atenda.server.backups.manifest import Manifest


def settle(connection: psycopg.Connection, manifest: Manifest, *, now: datetime) -> None:
    """In one transaction, and last of all the list of migrations: without it no part of Atenda starts here.

    Nobody is signed in: sessions are not in a backup. Jobs that were being done are to be done, for whoever did them
    does not work here; one that another waits to do again is done by that other. It is held (6.35).
    """
    with connection.transaction():
        connection.execute(
            "DELETE FROM procrastinate_jobs j WHERE status = 'doing' AND queueing_lock IS NOT NULL AND EXISTS ("
            " SELECT FROM procrastinate_jobs o WHERE o.queueing_lock = j.queueing_lock AND o.id <> j.id"
            " AND (o.status = 'todo' OR (o.status = 'doing' AND o.id > j.id)))"
        )
        connection.execute(
            "UPDATE procrastinate_jobs SET status = 'todo', worker_id = NULL, abort_requested = false"
            " WHERE status = 'doing'"
        )
        connection.execute("DELETE FROM procrastinate_workers")
        connection.execute("DELETE FROM server_backup")
        connection.execute("DELETE FROM server_hold")
        connection.execute(
            "INSERT INTO server_hold (id, backup_at, begun_at, released) VALUES (1, %s, %s, '{}')",
            [manifest.moment, now],
        )
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", manifest.migrations
            )
