"""What lies on the disk beside the tables: the files of cases and the mails as they came in.

Each is a member under the SHA-256 of what it is, and is written, checked and read back in the same way.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from zipfile import ZipFile, ZipInfo

from atenda.archives.form import CHUNK, Refused
from atenda.files import storage
from atenda.files.models import Content
from atenda.intake import keeping
from atenda.intake.limits import LARGEST_MAIL
from atenda.intake.models import RawMail
from atenda.organizations.entering import current_organization

MORE_THAN_PACKED = 1 << 16  # bytes that packing adds to what cannot be packed, and room to spare


@dataclass(frozen=True)
class Kind:
    """`folder` is that of the archive and of the manifest; `parts` is what a member holds, unpacked, bit by bit."""

    folder: str
    table: str
    ending: str
    model: Any
    path_of: Callable[[bytes], Path]
    parts: Callable[[ZipFile, ZipInfo], Iterator[bytes]]
    place: Callable[[Iterator[bytes]], None]

    def member(self, digest: bytes) -> str:
        name = digest.hex()
        return f"{self.folder}/{name[:2]}/{name}{self.ending}"

    def named(self, info: ZipInfo) -> str:
        """The digest that a member is named by."""
        return info.filename.rpartition("/")[2].removesuffix(self.ending)

    def digests(self) -> list[bytes]:
        """Of all there is in the organization entered, each once: thirty-two bytes each."""
        rows = self.model.objects.order_by("digest").values_list("digest", flat=True).distinct()
        return [bytes(digest) for digest in rows]

    def check(self, archive: ZipFile, info: ZipInfo) -> None:
        """Raises Refused where it is not what its name says."""
        digest = hashlib.sha256()
        for part in self.parts(archive, info):
            digest.update(part)
        if digest.hexdigest() != self.named(info):
            raise Refused(f"{info.filename} is not what it was when the archive was written.")

    def of_line(self, row: Mapping[str, Any]) -> str:
        """The digest that a line of its table names."""
        return str(row["digest"]).removeprefix("\\x")


def _as_it_stands(archive: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as member:
        yield from _chunks(member)


def _unpacked(archive: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    """A mail out of its gzip: never more of it than a mail may have, whatever it unpacks to."""
    if info.file_size > LARGEST_MAIL + MORE_THAN_PACKED:
        raise Refused(f"{info.filename} is larger than any mail.")
    size = 0
    try:
        with archive.open(info) as member, gzip.open(member) as mail:
            for part in _chunks(mail):
                size += len(part)
                if size > LARGEST_MAIL:
                    raise Refused(f"{info.filename} is larger than any mail.")
                yield part
    except gzip.BadGzipFile:
        raise Refused(f"{info.filename} is not what it was when the archive was written.") from None


def _chunks(file: IO[bytes] | gzip.GzipFile) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _place_file(parts: Iterator[bytes]) -> None:
    """As any other that arrives."""
    incoming = storage.Incoming()
    for part in parts:
        incoming.write(part)
    digest = incoming.finish()
    storage.place(incoming.path, Content(digest=digest, size=incoming.size))


def _place_mail(parts: Iterator[bytes]) -> None:
    keeping.keep(current_organization().pk, b"".join(parts))


KINDS = (
    Kind(
        folder="files",
        table="files.content",
        ending="",
        model=Content,
        path_of=lambda digest: storage.path_of(Content(digest=digest)),
        parts=_as_it_stands,
        place=_place_file,
    ),
    Kind(
        folder="mails",
        table="intake.rawmail",
        ending=".eml.gz",
        model=RawMail,
        path_of=lambda digest: keeping.path_of(current_organization().pk, digest),
        parts=_unpacked,
        place=_place_mail,
    ),
)
