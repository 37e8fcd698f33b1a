"""The files of imports: what was sent, and its rows as we read them, for thirty days.

    files/<organization>/imports/…       under random names

Nothing else of the desk rests on them: a backup may leave them out, and an import whose file is gone says so.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from atenda.files.storage import root
from atenda.importing.reading.refusals import Gone
from atenda.organizations.entering import current_organization

Line = tuple[int, list[str]]


def folder() -> Path:
    """Of the organization entered."""
    found = root() / str(current_organization().pk) / "imports"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def path_of(name: str) -> Path:
    """Raises Gone for a file that is no longer there."""
    path = folder() / name
    if not name or not path.is_file():
        raise Gone
    return path


def take_in(arrived: Path) -> str:
    """Put a file that arrived among those of imports; its name there."""
    name = secrets.token_hex(16)
    arrived.replace(folder() / name)
    return name


def forget(*names: str) -> None:
    for name in names:
        if name:
            (folder() / name).unlink(missing_ok=True)


@contextmanager
def new_rows() -> Iterator[tuple[str, Path]]:
    """A file for rows, one in each line: its name, and where it is; on the disk itself when the block is over."""
    name = secrets.token_hex(16)
    descriptor = os.open(folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        yield name, folder() / name
        os.fsync(descriptor)
    except BaseException:
        forget(name)
        raise
    finally:
        os.close(descriptor)


def rows_from(name: str, offset: int, most: int) -> tuple[list[Line], int]:
    """Up to so many rows from a place in the file, and the place after them."""
    rows: list[Line] = []
    with path_of(name).open("rb") as file:
        file.seek(offset)
        while len(rows) < most and (text := file.readline()):
            line, cells = json.loads(text)
            rows.append((line, cells))
        return rows, file.tell()
