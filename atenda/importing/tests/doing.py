"""What the tests of imports say again and again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from atenda.importing import receiving, running
from atenda.importing.models import Import, RefusedRow
from atenda.testing.cast import NOW, Cast

FILES = Path(__file__).parent / "files"


def received(
    cast: Cast, content: str | bytes, what: str, *, source: str = "spreadsheet", now: datetime = NOW, **chosen: str
) -> Import:
    """A file as the door hands it on, read."""
    from atenda.files.storage import Incoming

    incoming = Incoming()
    incoming.write(content.encode() if isinstance(content, str) else content)
    incoming.finish()
    bringing = receiving.receive(
        incoming.path, name="ficheiro.csv", what=what, source=source, key=uuid4(), by=cast.admin, now=now, chosen=chosen
    )
    receiving.read(bringing, is_waking=False)
    return bringing


def imported(cast: Cast, content: str | bytes, what: str, *, now: datetime = NOW, **more: Any) -> Import:
    """The same, brought in to the end."""
    mapping = more.pop("mapping", {})
    bringing = received(cast, content, what, now=now, **more)
    assert bringing.stage == "ready", bringing.reason
    bringing.mapping |= mapping
    bringing.save()
    running.begin(bringing, by=cast.admin, now=now, is_waking=False)
    while running.advance(bringing, now=now):
        pass
    return bringing


def refusals(bringing: Import) -> list[tuple[int, str]]:
    """Line and name of what was refused."""
    rows = RefusedRow.objects.filter(bringing=bringing).order_by("line")
    return [(row.line, problem[1]) for row in rows for problem in row.problems]
