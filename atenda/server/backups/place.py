"""The empty place a backup is restored into: nothing that is there already is ever written over."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from atenda.server.backups.connecting import connect
from atenda.server.backups.folder import secrets_of
from atenda.server.backups.manifest import Manifest, mark_of
from atenda.server.faults import ServerFault
from atenda.server.postgres import Cluster
from atenda.server.secret_key import FILE as SECRET_KEY

MARK = "restoring"  # stands in the data folder from the first file to the last check


def data_folder(given: Mapping[str, str]) -> Path:
    """Where the data folder will be, before anything is made there."""
    return Path(given.get("ATENDA_DATA") or "var").expanduser().resolve()


def refuse_unless_empty(data: Path) -> None:
    """A data folder with a desk in it is never touched; what an unfinished restore left there is."""
    if (data / MARK).exists():
        return
    for name in ("postgres", "files"):
        folder = data / name
        if folder.is_dir() and any(folder.iterdir()):
            raise ServerFault(
                f"{data} holds a desk already ({folder}): give another ATENDA_DATA, or move that folder away first."
            )


def clear_unfinished(data: Path) -> bool:
    """Take away what a restore left that was cut off; whether there was any."""
    if not (data / MARK).exists():
        return False
    cluster = Cluster(data, data / "run")
    if cluster.pid():
        cluster.stop()
    for name in ("postgres", "postgres.new", "files"):
        shutil.rmtree(data / name, ignore_errors=True)
    return True


def begin(data: Path, backup: Path) -> None:
    """From now on this place is in the middle of a restore: Atenda does not start here, and may be cleared."""
    with (data / MARK).open("w") as file:
        file.write(f"{backup}\n")
        file.flush()
        os.fsync(file.fileno())


def end(data: Path) -> None:
    (data / MARK).unlink()


def refuse_unfinished(data: Path) -> None:
    """Half a desk must not serve, and above all not send."""
    if (data / MARK).exists():
        raise ServerFault(f"A restore into {data} was not finished: run `atenda restore` again.")


def refuse_unless_database_empty(database: dict[str, Any]) -> None:
    with connect(database) as connection:
        row = connection.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm')"
            " AND relnamespace = 'public'::regnamespace"
            " AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e') LIMIT 1"
        ).fetchone()
    if row:
        raise ServerFault(
            f"The database {database['NAME']} is not empty (it has a table {row[0]}): make a new one as "
            "docs/running/install.md says, and give its addresses. One that a restore left unfinished is dropped first."
        )


def bring_key(data: Path, backup: Path, manifest: Manifest, given: Mapping[str, str], *, key: Path | None) -> None:
    """The secret key of the backup comes first: without it second factors and mail passwords cannot be read.

    A key given by the environment must be that very one. Raises ServerFault, and says what to do.
    """
    if given.get("ATENDA_SECRET_KEY"):
        _refuse_another(given["ATENDA_SECRET_KEY"], manifest, "ATENDA_SECRET_KEY")
        return
    source = key or secrets_of(backup)
    if source.is_file():
        words = source.read_text().strip()
        _refuse_another(words, manifest, str(source))
        _put(data / SECRET_KEY, words)
    elif (data / SECRET_KEY).exists() and mark_of(words := (data / SECRET_KEY).read_text().strip()) == manifest.key:
        _refuse_another(words, manifest, str(data / SECRET_KEY))
    else:
        raise ServerFault(
            f"The secret key of the backup is not at {source}: say where it is with --secret-key, or go on without it "
            "with --new-key; then second factors, mail servers’ passwords and customers’ links are made anew."
        )


def _refuse_another(key: str, manifest: Manifest, source: str) -> None:
    """What is brought back runs in the database as its owner: so it must be what this desk has written."""
    if mark_of(key) != manifest.key:
        raise ServerFault(f"The secret key in {source} is not the one this backup was made with; see --new-key.")
    if not manifest.is_sealed_by(key):
        raise ServerFault("This backup was altered by somebody who does not have its secret key: do not use it.")


def _put(path: Path, key: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
