"""Give an export to whoever asked for it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from atenda.exporting import events, places
from atenda.exporting.asking import in_words
from atenda.exporting.models import Export
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.staff.models import Agent


class Gone(Exception):
    """It expired, or the disk has lost it."""


@deed
def take(export: Export, *, by: Agent, now: datetime) -> Path:
    """The path of its file. That it was taken away is written down each time. Raises Gone."""
    export.lock()
    path = where(export, now=now)
    record(export, events.TAKEN, by=by, after=in_words(export))
    return path


def where(export: Export, *, now: datetime) -> Path:
    """The path of its file, for whoever only asks what it is. Raises Gone."""
    path = places.path_of(export) if export.is_ready(now) else None
    if path is None or not path.is_file():
        raise Gone
    return path
