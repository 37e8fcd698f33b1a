"""Wake the worker for an export. Nothing depends on it: every minute it looks by itself."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from atenda.exporting.models import Export, Stage


def wake(export: Export) -> None:
    """Ask for it to be made, unless that is asked for already. Called outside transactions."""
    name = f"export-{export.organization_id}-{export.pk}"
    job = app.configure_task("atenda.exporting.jobs.make", queue="exports", lock=name, queueing_lock=name)
    try:
        with transaction.atomic():
            job.defer(organization_id=export.organization_id, export_id=export.pk)
    except AlreadyEnqueued:
        return


def wake_next() -> None:
    """Those of the organization entered that wait: whoever finds no place goes on waiting."""
    for export in Export.objects.filter(stage=Stage.WAITING).order_by("pk")[:2]:
        wake(export)
