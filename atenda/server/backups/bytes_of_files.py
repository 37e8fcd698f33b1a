"""The files of a backup: each read once, so that what lies in the backup is known to be what it is called."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from atenda.server.backups.manifest import Manifest
from atenda.server.backups.snapshot import Kept
from atenda.server.backups.telling import Progress, in_words

CHUNK = 1 << 20


@dataclass
class Taker:
    """Puts files into a backup. What the backup before has too is not put down twice: both name the same bytes."""

    store: Path  # where the desk has them
    target: Path
    earlier: Path | None
    sums: TextIO
    manifest: Manifest
    progress: Progress

    def take(self, kept: Kept) -> None:
        """One file on record and its drawn pages. One that is not there, or not as it was, is told in the manifest."""
        digest = self._take(kept.path, expected=Path(kept.path).name)
        if digest is None:
            if kept.is_needed:
                self.manifest.missing.append(kept.path)
            return
        if digest != Path(kept.path).name:
            self.manifest.damaged.append(kept.path)
        for page in range(kept.pages + 1 if kept.pages else 0):
            self._take(f"{kept.path}.{page}.webp")
        self.progress.tell(f"Files: {self.manifest.files}, {in_words(self.manifest.files_bytes)}.")

    def _take(self, path: str, expected: str = "") -> str | None:
        target = self.target / path
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest = self._linked(path, target, expected) if expected else None
        if digest is None:
            try:
                digest = copied(self.store / path, target)
            except FileNotFoundError:
                return None
        self.manifest.files += 1
        self.manifest.files_bytes += target.stat().st_size
        self.sums.write(f"{digest}  files/{path}\n")
        return digest

    def _linked(self, path: str, target: Path, expected: str) -> str | None:
        """The digest, when the backup before has these bytes, still whole; None where they must be copied."""
        before = self.earlier / path if self.earlier else None
        if before is None or not before.exists() or digest_of(before) != expected:
            return None
        with suppress(OSError):  # another disk, or one that knows no second names
            os.link(before, target)
            return expected
        return None


def copied(source: Path, target: Path) -> str:
    """Copy it and say its digest. Raises FileNotFoundError when there is none."""
    with source.open("rb") as reading:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb", buffering=0) as writing:
            digest = hashlib.sha256()
            for chunk in _chunks(reading):
                digest.update(chunk)
                writing.write(chunk)
    return digest.hexdigest()


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk
