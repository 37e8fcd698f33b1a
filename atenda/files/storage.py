"""Bytes on disk: under a random name while they arrive, under their digest for good.

    files/incoming/…                     being received; whatever is a day old was cut off
    files/<organization>/ab/ab12…        the content whose SHA-256 this is, readable by us alone, never written again
    files/<organization>/ab/ab12….1.webp its first page as an image (0: small)

Nothing a person sends becomes part of a path (3.28).
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection

from atenda.files.kinds import HEAD
from atenda.files.models import Content


class Incoming:
    """A file while it arrives: counted, digested and written, nothing of it kept in memory but its first bytes."""

    def __init__(self) -> None:
        folder = root() / "incoming"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = folder / secrets.token_hex(16)
        self.size, self.head = 0, b""
        self._digest = hashlib.sha256()
        self._file: BinaryIO | None = self._opened()

    def write(self, chunk: bytes) -> None:
        assert self._file is not None
        self._file.write(chunk)
        self._digest.update(chunk)
        self.size += len(chunk)
        if len(self.head) < HEAD:
            self.head += chunk[: HEAD - len(self.head)]

    def finish(self) -> bytes:
        """Written to the disk itself; the digest."""
        assert self._file is not None
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self._digest.digest()

    def discard(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
        self.path.unlink(missing_ok=True)

    def _opened(self) -> BinaryIO:
        return os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def root() -> Path:
    """The folder of all files: the operator may mount it where nothing can be run."""
    return Path(settings.FILES_ROOT)


def path_of(content: Content) -> Path:
    name = bytes(content.digest).hex()
    return root() / str(content.organization_id) / name[:2] / name


def page_of(content: Content, page: int) -> Path:
    """A drawn page of it; 0 is the small one."""
    return path_of(content).with_suffix(f".{page}.webp")


def place(incoming: Path, content: Content) -> None:
    """Put what arrived where its digest says. What is there already stays; a reader sees all of it or nothing."""
    target = path_of(content)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if target.exists() and target.stat().st_size == content.size:
        incoming.unlink(missing_ok=True)
        return
    incoming.replace(target)
    sync_folder(target.parent)


def forget(content: Content) -> None:
    """Take it off the disk, its pages too."""
    path = path_of(content)
    for found in [path, *path.parent.glob(f"{path.name}.*.webp")]:
        found.unlink(missing_ok=True)


def hold(organization_id: int, digest: bytes) -> None:
    """Until the transaction ends nobody else puts these bytes down or takes them away."""
    words = hashlib.sha256(organization_id.to_bytes(8, "big") + digest).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(words[:8], "big", signed=True)])


def strays(organization_id: int, *, older_than: float) -> Iterator[Path]:
    """Files of an organization that have not been touched for so many seconds, by their path."""
    limit = time.time() - older_than
    for path in (root() / str(organization_id)).glob("??/*"):
        if path.stat().st_mtime < limit:
            yield path


def sweep_incoming(*, older_than: float) -> int:
    """Take away what was cut off while it arrived, and say how much there was."""
    limit, swept = time.time() - older_than, 0
    for path in (root() / "incoming").glob("*"):
        if path.stat().st_mtime < limit:
            if path.is_dir():  # in which mails are taken apart, and pages drawn
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
            swept += 1
    return swept


def sync_folder(folder: Path) -> None:
    """What was put there or renamed is there after a power cut, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
