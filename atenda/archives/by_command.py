"""Archives on the machine itself: `atenda archive write`, `read` and `verify`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils import timezone

from atenda.access.links import address_of
from atenda.archives.checking import opened
from atenda.archives.form import Refused
from atenda.archives.reading import read
from atenda.archives.writing import Report, write
from atenda.exporting.by_command import organization_called, privately
from atenda.organizations.entering import inside
from atenda.server.faults import ServerFault


def write_archive(slug: str, target: Path, report: Report) -> int:
    """Rows written to `target`, which is there whole or not at all."""
    with _faults(target), inside(organization_called(slug)), privately(target) as part:
        return write(part, now=timezone.now(), report=report)


def read_archive(path: Path, slug: str, report: Report) -> list[str]:
    """What there is to say after it."""
    with _faults(path):
        result = read(path, slug=slug, now=timezone.now(), report=report)
    said = [
        f"{result.organization.name} was read back: {result.rows} rows. Nothing is sent from it until it is released.",
        "Nobody has a password of before: invite people anew from the page of people.",
    ]
    if result.token and result.administrator:
        said.append(f"{result.administrator.name} comes in here, once: {address_of(result.token)}")
    return said


def verify_archive(path: Path) -> int:
    """How many rows it holds, where it is whole and unaltered."""
    with _faults(path), opened(path) as archive:
        return archive.rows


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    """What is foreseen, in a sentence."""
    try:
        yield
    except Refused as refusal:
        raise ServerFault(str(refusal)) from None
    except ValidationError as error:
        raise ServerFault(" ".join(error.messages)) from None
    except OSError as error:
        raise ServerFault(f"{error.filename or path}: {error.strerror}.") from None
