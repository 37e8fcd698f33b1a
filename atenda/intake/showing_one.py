"""One mail that came in, read again for whoever looks at it: nothing of what it says is kept but its bytes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from atenda.intake import keeping
from atenda.intake.believing import names_to_believe
from atenda.intake.models import RawMail
from atenda.intake.readers import pool
from atenda.intake.reading.refusals import Unreadable
from atenda.intake.reading.shape import ReadMail
from atenda.intake.refusals import NoLongerKept


@contextmanager
def read_again(raw: RawMail) -> Iterator[tuple[ReadMail | None, Path]]:
    """What it says, with its parts in a folder that goes after the block; None where it cannot be read.

    Raises NoLongerKept.
    """
    path = keeping.path_of(raw.organization_id, raw.digest)
    if not path.exists():
        raise NoLongerKept
    with tempfile.TemporaryDirectory() as folder:
        try:
            mail = pool().read(path, Path(folder), trusted=names_to_believe(raw))
        except Unreadable:
            mail = None
        yield mail, Path(folder)
