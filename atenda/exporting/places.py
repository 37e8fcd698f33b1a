"""Where files of exports stand on the disk.

    files/exports/<organization>/<export>.<attempt>.xlsx     whole: its export says so
    files/exports/<organization>/<export>.<attempt>.part/    being written; nobody is given anything of it

Nothing a person writes becomes part of a path (3.28).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from atenda.exporting.models import Export, Form
from atenda.exporting.writing import ENDINGS
from atenda.files import storage

PART = ".part"


def folder_of(organization_id: int | None) -> Path:
    return storage.root() / "exports" / str(organization_id)


def path_of(export: Export) -> Path:
    """Its whole file."""
    return folder_of(export.organization_id) / export.file


def name_of(export: Export) -> str:
    return f"{export.pk}.{export.attempt}.{ENDINGS[Form(export.form)]}"


def begin(export: Export) -> Path:
    """Where this attempt writes: an empty folder of its own, and in it the file."""
    part = _part_of(export)
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    return part / name_of(export)


def put_in_place(export: Export) -> Path:
    """What was written, whole and on the disk, under its own name."""
    part, target = _part_of(export), folder_of(export.organization_id) / name_of(export)
    (part / target.name).replace(target)
    target.chmod(0o600)
    shutil.rmtree(part, ignore_errors=True)
    descriptor = os.open(target.parent, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    return target


def forget(export: Export) -> None:
    """Whatever is there of it."""
    for found in folder_of(export.organization_id).glob(f"{export.pk}.*"):
        _remove(found)


def strays(organization_id: int, *, kept: set[int], older_than: float) -> Iterator[Path]:
    """What belongs to none of these exports any more and has not been touched since."""
    folder = folder_of(organization_id)
    for found in folder.iterdir() if folder.exists() else ():
        of = found.name.split(".")[0]
        if not (of.isdecimal() and int(of) in kept) and found.stat().st_mtime < older_than:
            yield found


def sweep(organization_id: int, *, kept: set[int], older_than: float) -> None:
    for found in strays(organization_id, kept=kept, older_than=older_than):
        _remove(found)


def _part_of(export: Export) -> Path:
    return folder_of(export.organization_id) / f"{export.pk}.{export.attempt}{PART}"


def _remove(found: Path) -> None:
    if found.is_dir():
        shutil.rmtree(found, ignore_errors=True)
    else:
        found.unlink(missing_ok=True)
