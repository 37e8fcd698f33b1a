"""One moment of the database, held still for as long as a backup takes, while everybody goes on working."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

import psycopg
from psycopg import IsolationLevel, sql

from atenda.server.backups.connecting import connect
from atenda.server.faults import ServerFault
from atenda.server.keeping_bytes import LEAVE_BYTES

# Any numbers, the same on every machine that uses this database.
ONLY_ONE_BACKUP = 7_304_119
# Not in a backup: whoever holds it must not be able to walk in as somebody who was signed in, and what says that a
# database is whole comes back last of all.
WITHOUT_ROWS = ("access_session", "django_migrations")


@dataclass(frozen=True)
class Kept:
    """A file on record: its place below `files`, its size, its drawn pages, and whether anything needs it."""

    path: str
    size: int
    pages: int
    is_needed: bool


@dataclass(frozen=True)
class Moment:
    """What can be asked of it. `name` lets pg_dump see the very same rows."""

    connection: psycopg.Connection
    name: str
    taken_at: datetime
    server: int

    def migrations(self) -> list[list[str]]:
        found = self._rows("SELECT app, name, applied FROM django_migrations ORDER BY id")
        return [[app, name, applied.isoformat()] for app, name, applied in found]

    def organizations(self) -> list[str]:
        return [slug for (slug,) in self._rows("SELECT slug FROM organizations_organization ORDER BY slug")]

    def rows_of_tables(self) -> dict[str, int]:
        return rows_of_tables(self.connection)

    def files(self) -> Iterator[Kept]:
        """Every content on record, without keeping them in memory."""
        with self.connection.cursor(name="files") as cursor:
            cursor.itersize = 5000
            cursor.execute(
                """SELECT organization_id, encode(digest, 'hex'), size, pages,
                          EXISTS (SELECT FROM files_attachment a
                                  WHERE a.organization_id = c.organization_id AND a.content_id = c.id)
                          OR EXISTS (SELECT FROM files_upload u
                                     WHERE u.organization_id = c.organization_id AND u.content_id = c.id)
                   FROM files_content c ORDER BY 1, 2"""
            )
            for organization, name, size, pages, is_needed in cursor:
                yield Kept(f"{organization}/{name[:2]}/{name}", size, pages, is_needed)

    def _rows(self, statement: LiteralString) -> list[Any]:
        return self.connection.execute(statement).fetchall()


@contextmanager
def moment(database: dict[str, Any]) -> Iterator[Moment]:
    """Hold one. Until it ends no bytes of files are taken off any disk, and no other backup begins."""
    with connect(database) as connection:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", [ONLY_ONE_BACKUP]).fetchone()
        if not row or not row[0]:
            raise ServerFault("A backup of this database is being made already.")
        # Whoever takes bytes away at this moment ends first: the rows seen below know of it.
        connection.execute("SELECT pg_advisory_lock(%s)", [LEAVE_BYTES])
        connection.autocommit = False
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        row = connection.execute("SELECT pg_export_snapshot(), now(), current_setting('server_version_num')").fetchone()
        assert row is not None
        yield Moment(connection, row[0], row[1], int(row[2]) // 10_000)


def rows_of_tables(connection: psycopg.Connection) -> dict[str, int]:
    """How many rows there are, table by table, but for those whose rows stay behind."""
    found = connection.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
    )
    counted = {}
    for (table,) in found.fetchall():
        if table not in WITHOUT_ROWS:
            row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
            counted[table] = row[0] if row else 0
    return counted
