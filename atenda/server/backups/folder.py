"""The folder backups are kept in: what is in it is a whole backup, or begins with a dot.

atenda-20261122-210500/            one backup
atenda-20261122-210500.secret_key  its secret key, apart: keep it elsewhere than the backup
.unfinished-…                      being made, or left by one that was cut off; the next one takes it away
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from atenda.server.faults import ServerFault
from atenda.server.locks import FileLock

NAME = re.compile(r"atenda-\d{8}-\d{6}")
UNFINISHED = ".unfinished-"
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
SECRETS = ".secret_key"


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """One backup at a time in a folder; what an earlier one left unfinished is taken away first."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(folder / ".lock")
        is_free = lock.take(wait=False)
    except OSError as error:
        raise ServerFault(f"The folder {folder} cannot be written to: {error.strerror}.") from error
    if not is_free:
        raise ServerFault(f"A backup is being made in {folder} already.")
    try:
        _tidy(folder)
        yield
    finally:
        lock.release()


def name_at(moment: datetime) -> str:
    return f"atenda-{moment.astimezone(UTC):%Y%m%d-%H%M%S}"


def backups_in(folder: Path) -> list[Path]:
    """Whole ones, the oldest first."""
    try:
        return sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name) and (path / MANIFEST).is_file())
    except FileNotFoundError:
        return []


def secrets_of(backup: Path) -> Path:
    return backup.with_name(backup.name + SECRETS)


def finish(draft: Path, backup: Path) -> None:
    """Give it its name, once all of it is on the disk: from this moment it is a backup."""
    os.sync()  # hundreds of thousands of files at once, sooner than each for itself
    draft.rename(backup)
    sync(backup.parent)


def keep_newest(folder: Path, many: int) -> list[Path]:
    """Take away all but so many, and say which those were."""
    old = backups_in(folder)[:-many]
    for backup in old:
        doomed = backup.with_name(UNFINISHED + backup.name)
        backup.rename(doomed)  # gone as a backup before the first file of it is
        secrets_of(backup).unlink(missing_ok=True)
        shutil.rmtree(doomed)
    return old


def sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _tidy(folder: Path) -> None:
    for left in folder.glob(f"{UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)
    for secret in folder.glob(f"atenda-*{SECRETS}"):
        if not (folder / secret.name.removesuffix(SECRETS)).exists():
            secret.unlink()
