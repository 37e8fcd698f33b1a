"""What became of each backup, in the database, so that every process of every machine can say how old the last is."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from atenda.server.backups.connecting import connect
from atenda.server.backups.manifest import Manifest

KEPT = 100


def made(database: dict[str, Any], backup: Path, begun: datetime, manifest: Manifest) -> None:
    lost = len(manifest.missing) + len(manifest.damaged)
    problem = f"{lost} files are missing or damaged" if lost else ""
    _write(database, begun, manifest.moment, str(backup), manifest.bytes, problem)


def failed(database: dict[str, Any], folder: Path, begun: datetime, why: str) -> None:
    _write(database, begun, None, str(folder), 0, why)


def _write(
    database: dict[str, Any], begun: datetime, taken: datetime | None, place: str, size: int, problem: str
) -> None:
    """Whatever hinders this must not hide how the backup itself went; a database of an older release has no table."""
    with suppress(psycopg.Error), connect(database) as connection:
        connection.execute(
            "INSERT INTO server_backup (begun_at, ended_at, taken_at, place, size, problem)"
            " VALUES (%s, clock_timestamp(), %s, %s, %s, %s)",
            [begun, taken, place[:500], size, problem[:500]],
        )
        connection.execute("DELETE FROM server_backup WHERE id <= (SELECT max(id) FROM server_backup) - %s", [KEPT])
