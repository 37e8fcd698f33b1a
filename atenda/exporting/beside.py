"""A connection beside the one that reads: what is written there is seen at once, and it holds who is at work.

The rows of an export are read in one long transaction, in which nothing could be told to anybody. A lock is held on the
connection as long as it lives: a worker that is killed lets go of it that very moment, and another one begins anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from atenda.exporting.models import Export

LOCK = 7_240_001  # of exports, among the database's other locks
PAUSE = 0.5  # seconds between two reports


class Stopped(Exception):
    """Somebody cancelled it, or made it in our place."""


class Beside:
    """Where one attempt says how far it has come."""

    def __init__(self, connection: Any, export: Export) -> None:
        self._connection, self._export = connection, export
        self._said_at = 0.0

    def report(self, done: int, of: int) -> None:
        """Raises Stopped where nobody wants it any more."""
        if 0 < done < of and monotonic() - self._said_at < PAUSE:
            return
        self._said_at = monotonic()
        export = self._export
        with self._connection.cursor() as cursor:
            cursor.execute(
                """UPDATE exporting_export SET rows = %s, "of" = %s
                   WHERE organization_id = %s AND id = %s AND stage = 'running' AND attempt = %s""",
                [done, of, export.organization_id, export.pk, export.attempt],
            )
            if cursor.rowcount == 0:
                raise Stopped


@contextmanager
def second_connection() -> Iterator[Any]:
    """One of our own, closed at the end."""
    connection = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def alone_at(export: Export, connection: Any) -> Iterator[bool]:
    """Whether nobody else is at this export; and nobody will be while the block lasts."""
    key = [LOCK, export.pk % 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        got: bool = cursor.fetchone()[0]
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
