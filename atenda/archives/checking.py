"""Is this an archive, whole and unaltered? Asked before a single row of it is read back.

Whoever made it may mean harm: nothing is unpacked onto the disk here, nothing is believed that was not counted, and no
more of a member is in memory than a line.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from atenda.archives.contents import KINDS, Kind
from atenda.archives.form import (
    CHUNK,
    FORMAT,
    LARGEST_MANIFEST,
    LONGEST_LINE,
    MANIFEST,
    MEMBER,
    MOST_MEMBERS,
    MOST_TIMES,
    ORGANIZATION,
    README,
    VERSION,
    Refused,
    is_number,
)
from atenda.archives.tables import SINCE, TableOf, tables

BESIDE = tuple(f"{kind.folder}/" for kind in KINDS)


@dataclass(frozen=True)
class Archive:
    """An archive whose members are there and are what its manifest says."""

    zip: ZipFile
    manifest: dict[str, Any]
    organization: dict[str, Any]

    def columns(self, table: TableOf) -> tuple[str, ...]:
        return tuple(self.manifest["tables"][table.name]["columns"])

    def lines(self, table: TableOf) -> Iterator[bytes]:
        """Each without its end."""
        with self.zip.open(table.member) as member:
            while line := member.readline(LONGEST_LINE + 1):
                if len(line) > LONGEST_LINE or not line.endswith(b"\n"):
                    raise Refused(f"A line of {table.member} is too long or has no end.")
                yield line[:-1]

    @property
    def tables(self) -> list[TableOf]:
        """Those it has: an older one does not have all."""
        return [table for table in tables() if table.name in self.manifest["tables"]]

    def members(self, kind: Kind) -> list[ZipInfo]:
        return [info for info in self.zip.infolist() if info.filename.startswith(f"{kind.folder}/")]

    @property
    def rows(self) -> int:
        return sum(int(each["rows"]) for each in self.manifest["tables"].values())


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The archive, checked from end to end. Raises Refused."""
    try:
        with ZipFile(path) as file:
            yield _checked(file)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise Refused(f"This file is no archive, or a damaged one: {error}") from None
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise Refused("The archive holds something that is no JSON.") from None


def _checked(file: ZipFile) -> Archive:
    _names(file)
    manifest = _object(file, MANIFEST)
    _version(manifest)
    wanted = _wanted(manifest)
    there = {info.filename for info in file.infolist()}
    if lacking := sorted(set(wanted) - there):
        raise Refused(f"The archive lacks {lacking[0]}.")
    others = sorted(name for name in there - set(wanted) - {MANIFEST, README} if not name.startswith(BESIDE))
    if others:
        raise Refused(f"The archive holds {others[0]}, of which its manifest says nothing.")
    for name, sha256 in wanted.items():
        if _digest(file, name) != sha256:
            raise Refused(f"{name} is not what it was when the archive was written.")
    archive = Archive(file, manifest, _object(file, ORGANIZATION))
    for table in archive.tables:
        _rows(archive, table)
    for kind in KINDS:
        _contents(archive, kind)
    return archive


def _names(file: ZipFile) -> None:
    infos = file.infolist()
    if len(infos) > MOST_MEMBERS:
        raise Refused("The archive has too many members.")
    if len({info.filename for info in infos}) != len(infos):
        raise Refused("The archive has two members of one name.")
    for info in infos:
        if not MEMBER.fullmatch(info.filename) or info.is_dir():
            raise Refused(f"The archive has a member that is none of an archive: {info.filename[:80]!r}.")
        if info.flag_bits & 0x1 or info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise Refused(f"{info.filename} is packed in a way that archives are not.")
        if info.file_size > max(info.compress_size * MOST_TIMES, CHUNK):
            raise Refused(f"{info.filename} unpacks to far more than an archive holds.")
    if MANIFEST not in file.NameToInfo:
        raise Refused("This is no archive of Atenda: it has no manifest.")


def _object(file: ZipFile, name: str) -> dict[str, Any]:
    if file.getinfo(name).file_size > LARGEST_MANIFEST:
        raise Refused(f"{name} is too large.")
    found = json.loads(file.read(name))
    if not isinstance(found, dict):
        raise Refused(f"{name} is not what an archive has there.")
    return found


def _version(manifest: dict[str, Any]) -> None:
    if manifest.get("format") != FORMAT:
        raise Refused("This is no archive of Atenda.")
    version = manifest.get("version")
    if not isinstance(version, int) or not is_number(version):
        raise Refused("The archive does not say of which version it is.")
    if version > VERSION:
        raise Refused(
            f"The archive is of version {version}, and this Atenda reads up to {VERSION}: read it with a newer one."
        )


def _wanted(manifest: dict[str, Any]) -> dict[str, str]:
    """Every member but files, with its digest."""
    told, organization = manifest.get("tables"), manifest.get("organization")
    beside = [manifest.get(kind.folder) for kind in KINDS if SINCE.get(kind.table, 1) <= manifest["version"]]
    is_said = all(isinstance(said, dict) for said in beside)
    if not (isinstance(told, dict) and isinstance(organization, dict) and is_said):
        raise Refused("The manifest does not say what is in the archive.")
    known = {table.name: table for table in tables()}
    if unknown := sorted(set(told) - set(known)):
        raise Refused(
            f"The archive has a table that this Atenda does not know, {unknown[0]}: read it with a newer one."
        )
    if lacking := sorted(name for name in set(known) - set(told) if SINCE.get(name, 1) <= manifest["version"]):
        raise Refused(f"The archive lacks the table {lacking[0]}.")
    for name, said in told.items():
        columns = said.get("columns") if isinstance(said, dict) else None
        if not isinstance(columns, list) or not all(isinstance(each, str) for each in columns):
            raise Refused(f"The manifest does not say what columns {name} has.")
        if unknown := sorted(set(columns) - set(known[name].columns)):
            raise Refused(f"The archive knows more of {name} than this Atenda: {unknown[0]}. Read it with a newer one.")
        if lacking := sorted(set(known[name].key) - set(columns)):
            raise Refused(f"The archive lacks {lacking[0]} of {name}.")
    members = {known[name].member: str(said.get("sha256")) for name, said in told.items()}
    return {ORGANIZATION: str(organization.get("sha256")), **members}


def _digest(file: ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with file.open(name) as member:
        while chunk := member.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _rows(archive: Archive, table: TableOf) -> None:
    """As many as the manifest says, each an object of just these columns."""
    columns, rows = set(archive.columns(table)), 0
    for line in archive.lines(table):
        row = json.loads(line)
        if not isinstance(row, dict) or row.keys() != columns:
            raise Refused(f"Line {rows + 1} of {table.member} is not a row of it.")
        if table.has_id and not is_number(row["id"]):
            raise Refused(f"Line {rows + 1} of {table.member} has no number that a row may have.")
        rows += 1
    if rows != archive.manifest["tables"][table.name].get("rows"):
        raise Refused(f"{table.member} has {rows} rows, and the manifest says otherwise.")


def _contents(archive: Archive, kind: Kind) -> None:
    """Each is what its name says; those the archive lacks are named in the manifest."""
    said = archive.manifest.get(kind.folder, {})
    infos = archive.members(kind)
    for info in infos:
        kind.check(archive.zip, info)
    if len(infos) != said.get("number", 0):
        raise Refused(f"The archive holds {len(infos)} {kind.folder}, and the manifest says otherwise.")
    table = next((table for table in archive.tables if table.name == kind.table), None)
    missing = said.get("missing")
    known = {kind.named(info) for info in infos} | set(missing if isinstance(missing, list) else ())
    for line in archive.lines(table) if table else ():
        digest = kind.of_line(json.loads(line))
        if digest not in known:
            raise Refused(f"The archive lacks the file {digest}.")
