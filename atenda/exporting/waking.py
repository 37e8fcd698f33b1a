"""Wake the worker for an export. Nothing depends on it: every minute it looks by itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from atenda.exporting.models import Export, Stage
from atenda.server.once import defer_once


def wake(export: Export) -> None:
    """Ask for it to be made, unless that is asked for already. Called outside transactions."""
    name = f"export-{export.organization_id}-{export.pk}"
    job = app.configure_task("atenda.exporting.jobs.make", queue="exports", lock=name, queueing_lock=name)
    defer_once(job, organization_id=export.organization_id, export_id=export.pk)


def wake_next() -> None:
    """Those of the organization entered that wait: whoever finds no place goes on waiting."""
    for export in Export.objects.filter(stage=Stage.WAITING).order_by("pk")[:2]:
        wake(export)
