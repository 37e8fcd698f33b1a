"""Look at a whole backup before anything of it is used: nothing is restored from one that is not what it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from atenda.server.backups.bytes_of_files import digest_of
from atenda.server.backups.folder import SUMS
from atenda.server.backups.manifest import Manifest, read
from atenda.server.backups.telling import Progress, Say, in_words
from atenda.server.faults import ServerFault

# Nothing else is ever a path in a backup (3.32).
PLACE = re.compile(r"database/[\w-][\w.-]*|files/\d+/[0-9a-f]{2}/[0-9a-f]{64}(\.\d+\.webp)?")
LINE = re.compile(r"([0-9a-f]{64})  (\S+)\n")


def check(backup: Path, *, say: Say) -> Manifest:
    """Read every byte of it. Raises ServerFault at the first that is not as it was."""
    manifest = read(backup)
    if not (backup / SUMS).is_file() or digest_of(backup / SUMS) != manifest.sums:
        raise ServerFault(f"{backup / SUMS} is missing or was altered: this backup cannot be relied on.")
    progress, seen, size = Progress(say), 0, 0
    _refuse_more(backup)
    for digest, place in sums_of(backup):
        path = backup / place
        if path.is_symlink() or not path.is_file():
            raise ServerFault(f"{path} is missing: this backup is not whole.")
        if digest_of(path) != digest:
            raise ServerFault(f"{path} was altered: this backup cannot be relied on.")
        seen, size = seen + 1, size + path.stat().st_size
        progress.tell(f"Checking: {seen} files, {in_words(size)} of {in_words(manifest.bytes)}.")
    if (seen, size) != (manifest.database_files + manifest.files, manifest.bytes):
        raise ServerFault(
            f"{backup} is not whole: {seen} files of {manifest.database_files + manifest.files} are there."
        )
    return manifest


def _refuse_more(backup: Path) -> None:
    """Beside a packed part of a table pg_restore would read one that lies there unpacked."""
    told = {place for _digest, place in sums_of(backup) if place.startswith("database/")}
    folder = backup / "database"
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if f"database/{path.name}" not in told:
            raise ServerFault(f"{path} was put there by somebody: this backup was altered and cannot be relied on.")


def sums_of(backup: Path) -> Iterator[tuple[str, str]]:
    """Every file of it: its digest, and its place."""
    with (backup / SUMS).open(encoding="utf-8") as lines:
        for line in lines:
            match = LINE.fullmatch(line)
            if match is None or not PLACE.fullmatch(match[2]):
                raise ServerFault(f"{backup / SUMS} names something that is not part of a backup.")
            yield match[1], match[2]
