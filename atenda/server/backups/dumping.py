"""Which pg_dump, and which pg_restore: of the server's own version if there is one, else of the next newer."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from atenda.server.binaries import folders
from atenda.server.faults import ServerFault


def dumper(server: int) -> tuple[str, int]:
    """The pg_dump for a server of this major version, and its own version. An older one cannot read a newer server."""
    return _found("pg_dump", oldest=server, why=f"The database is PostgreSQL {server}")


def restorer(written_by: int, server: int) -> tuple[str, int]:
    """The pg_restore for what such a pg_dump has written, of the server's version where both can be had."""
    why = f"The backup was written by pg_dump {written_by}"
    return _found("pg_restore", oldest=written_by, why=why, best=max(written_by, server))


def _found(name: str, *, oldest: int, why: str, best: int = 0) -> tuple[str, int]:
    usable = sorted((version, path) for path, version in _installed(name) if version >= oldest)
    if not usable:
        raise ServerFault(f"{why}, and no {name} {oldest} or later was found: install the package postgresql-client.")
    near = [each for each in usable if each[0] >= best] or usable[-1:]
    version, path = near[0]
    return path, version


def _installed(name: str) -> Iterator[tuple[str, int]]:
    on_path = shutil.which(name)
    for path in [*(str(folder / name) for folder in folders()), *([on_path] if on_path else [])]:
        version = _version(path)
        if version:
            yield path, version


def _version(path: str) -> int | None:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=True).stdout  # noqa: S603  a path we found ourselves
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"\b(\d+)", said.removeprefix(Path(path).name))
    return int(match[1]) if match else None
