"""The case file as a zip: made in the order of reading, its files sent from the disk while it is written.

What asks the database is done before the first byte leaves; from then on only files are read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils import timezone

from atenda.casefiles.document import as_json
from atenda.casefiles.drawing import as_pdf
from atenda.casefiles.gathering import CaseFile
from atenda.casefiles.readme import readme
from atenda.casefiles.verify import CASE, FORMAT, MANIFEST
from atenda.files.zipping import CHUNK, Pipe

IN_MEMORY = 4_000_000  # bytes; what is longer waits on the disk
VERIFIER = Path(__file__).with_name("verify.py")


def packed(file: CaseFile) -> Iterator[bytes]:
    """The zip in pieces. Everything is read now but the files themselves, which are read when their turn comes."""
    kept: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  closed where it is sent
    digest = hashlib.sha256()
    for piece in as_json(file):
        digest.update(part := piece.encode("utf-8", "surrogatepass"))
        kept.write(part)
    kept.seek(0)
    written = {"LEEME.txt": readme(file).encode(), "case.pdf": as_pdf(file), "verify.py": VERIFIER.read_bytes()}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in written.items()}
    files = [one for one in file.files if one.is_packed]
    manifest = {
        "format": FORMAT,
        "case": file.case.folio,
        "made_at": file.now.isoformat(),
        "events": file.head.seq,
        "head": file.head.hash,
        "files": {**digests, CASE: digest.hexdigest(), **{one.path: one.sha256 for one in files}},
    }
    written[MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    return _zip(file, written, kept)


def _zip(file: CaseFile, written: dict[str, bytes], case: IO[bytes]) -> Iterator[bytes]:
    pipe, moment = Pipe(), timezone.localtime(file.now).timetuple()[:6]

    def pieces(archive: ZipFile, name: str, parts: Iterable[bytes], kind: int) -> Iterator[bytes]:
        info = ZipInfo(name, moment)
        info.external_attr, info.compress_type = 0o644 << 16, kind
        with archive.open(info, "w", force_zip64=False) as entry:
            for part in parts:
                entry.write(part)
                yield pipe.take()

    with case, ZipFile(pipe, "w", ZIP_STORED) as archive:  # type: ignore[call-overload]
        for name, content in written.items():
            yield from pieces(archive, name, [content], ZIP_DEFLATED)
        yield from pieces(archive, CASE, _read(case), ZIP_DEFLATED)
        for one in file.files:
            if one.is_packed:
                with one.source.open("rb") as source:
                    yield from pieces(archive, one.path, _read(source), ZIP_STORED)
    yield pipe.take()


def _read(source: IO[bytes]) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk
