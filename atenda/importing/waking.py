"""Wake the worker for an import. Nothing depends on it: every minute it looks by itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from atenda.importing.models import Import
from atenda.server.once import defer_once


def wake(bringing: Import) -> None:
    """Ask for the next step, unless it is asked for already. Called outside transactions."""
    name = f"import-{bringing.pk}"
    job = app.configure_task("atenda.importing.jobs.carry_on", queue="imports", lock=name, queueing_lock=name)
    defer_once(job, organization_id=bringing.organization_id, import_id=bringing.pk)
