"""Write the organization entered into an archive, a few rows at a time, all of it as it stands at one moment."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.db import connection, models

from atenda.archives.contents import KINDS, Kind
from atenda.archives.form import ABOUT, CHUNK, FORMAT, MANIFEST, ORGANIZATION, README, VERSION
from atenda.archives.tables import IDENTITY, IDENTITY_SQL, TableOf, tables
from atenda.exporting.writing import at_one_moment
from atenda.organizations.entering import current_organization
from atenda.organizations.models import Counter

FETCHED = 2_000
THE_BEGINNING = (1980, 1, 1, 0, 0, 0)  # of every member: an archive of the same rows is the same
Report = Callable[[int, int], None]


def write(path: Path, *, now: datetime, report: Report) -> int:
    """The archive at `path`, whole and on the disk; how many rows. `report` hears how many of how many, and may raise.

    A file or a mail that the disk has lost is named in the manifest. They are packed after the moment is let go: nobody
    changes them.
    """
    with path.open("wb") as file, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        with at_one_moment() as moment:
            manifest = _beginning(now)
            _put(archive, README, ABOUT.encode())
            manifest["organization"] = _put(archive, ORGANIZATION, _json(_organization()))
            done = _Progress(sum(_count(table) for table in tables()), report)
            for table in tables():
                manifest["tables"][table.name] = _table(archive, table, done)
            digests = {kind.folder: kind.digests() for kind in KINDS}
            moment.close()
        for kind in KINDS:
            manifest[kind.folder] = _packed(archive, kind, digests[kind.folder])
        _put(archive, MANIFEST, _json(manifest))
        archive.close()
        file.flush()
        os.fsync(file.fileno())
    return done.rows


class _Progress:
    """How many rows of how many."""

    def __init__(self, of: int, report: Report) -> None:
        self.rows, self.of, self._report = 0, of, report
        report(0, of)

    def more(self, rows: int) -> None:
        self.rows += rows
        self._report(self.rows, self.of)


def _beginning(now: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "written_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "slug": current_organization().slug,
        "tables": {},
    }


def _organization() -> dict[str, Any]:
    it = current_organization()
    return {
        "name": it.name,
        "language": it.language,
        "time_zone": it.time_zone,
        "country": it.country,
        "created_at": it.created_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "next_folio": Counter.objects.values_list("next_folio", flat=True).get(organization=it),
        "chain": it.chain,
    }


def _table(archive: ZipFile, table: TableOf, done: _Progress) -> dict[str, Any]:
    digest, rows = hashlib.sha256(), 0
    with archive.open(_info(table.member, ZIP_DEFLATED), "w", force_zip64=True) as member:
        for lines in _lines(table):
            text = "".join(f"{line}\n" for line in lines).encode()
            member.write(text)
            digest.update(text)
            rows += len(lines)
            done.more(len(lines))
    return {"rows": rows, "columns": list(table.columns), "sha256": digest.hexdigest()}


def _lines(table: TableOf) -> Iterator[list[str]]:
    """Rows as PostgreSQL writes them in JSON, some at a time, in the order of their key."""
    columns = ", ".join(IDENTITY_SQL if name == IDENTITY else f't."{name}"' for name in table.columns)
    order = ", ".join(f't."{name}"{_collation(table, name)}' for name in table.key)
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"""SELECT row_to_json(r)::text FROM (
                SELECT {columns} FROM {table.db_table} t WHERE t.organization_id = %s ORDER BY {order}) r""",  # noqa: S608  names of our models
            [current_organization().pk],
        )
        while rows := cursor.fetchmany(FETCHED):
            yield [line for (line,) in rows]


def _collation(table: TableOf, column: str) -> str:
    """The same order on every machine."""
    field = next(each for each in table.model._meta.concrete_fields if each.column == column)
    return ' COLLATE "C"' if isinstance(field, models.CharField) else ""


def _count(table: TableOf) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {table.db_table} t WHERE t.organization_id = %s",  # noqa: S608  a name of our models
            [current_organization().pk],
        )
        number: int = cursor.fetchone()[0]
    return number


def _packed(archive: ZipFile, kind: Kind, digests: list[bytes]) -> dict[str, Any]:
    """What of this kind lies on the disk, and the digests of what the disk has lost."""
    found, size, missing = 0, 0, []
    for digest in digests:
        path = kind.path_of(digest)
        if not path.is_file():
            missing.append(digest.hex())
            continue
        with path.open("rb") as file, archive.open(_info(kind.member(digest), ZIP_STORED), "w") as member:
            size += _copy(file, member)
        found += 1
    return {"number": found, "bytes": size, "missing": missing}


def _copy(file: IO[bytes], member: IO[bytes]) -> int:
    size = 0
    while chunk := file.read(CHUNK):
        member.write(chunk)
        size += len(chunk)
    return size


def _put(archive: ZipFile, name: str, content: bytes) -> dict[str, str]:
    archive.writestr(_info(name, ZIP_DEFLATED), content)
    return {"sha256": hashlib.sha256(content).hexdigest()}


def _info(name: str, how: int) -> ZipInfo:
    info = ZipInfo(name, THE_BEGINNING)
    info.compress_type, info.external_attr = how, 0o644 << 16
    return info


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
