"""An archive of several files, made while it is sent: nothing of it is kept, in memory or on disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.utils import timezone

from atenda.files import names

CHUNK = 65_536
Entry = tuple[str, datetime, Path]


class Pipe:
    """What the archive writes until somebody takes it; it cannot go back."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.position = 0

    def write(self, part: bytes) -> int:
        self.parts.append(bytes(part))
        self.position += len(part)
        return len(part)

    def tell(self) -> int:
        return self.position

    def flush(self) -> None:
        """Everything is taken at once anyway."""

    def take(self) -> bytes:
        taken, self.parts = b"".join(self.parts), []
        return taken


def zipped(entries: Sequence[Entry]) -> Iterator[bytes]:
    """Each file once under a name of its own, uncompressed: pictures and documents are already. What is missing on the
    disk is left out."""
    pipe = Pipe()
    free = names.apart([names.clean(name) for name, _at, _path in entries])
    with ZipFile(pipe, "w", ZIP_STORED) as archive:  # type: ignore[call-overload]
        for name, (_name, at, path) in zip(free, entries, strict=True):
            if not path.exists():
                continue
            moment = timezone.localtime(at).timetuple()[:6]
            info = ZipInfo(name, max(moment, (1980, 1, 1, 0, 0, 0)))
            info.external_attr = 0o644 << 16
            with path.open("rb") as file, archive.open(info, "w", force_zip64=False) as entry:
                while chunk := file.read(CHUNK):
                    entry.write(chunk)
                    yield pipe.take()
    yield pipe.take()
