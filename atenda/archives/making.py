"""The archive as an export: made by the worker, taken from the page of exports."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone

from atenda.archives.writing import write
from atenda.exporting.models import Export
from atenda.exporting.writing import Report


def make(export: Export, path: Path, report: Report) -> int:
    """Of the organization entered; how many rows."""
    return write(path, now=timezone.now(), report=report)
