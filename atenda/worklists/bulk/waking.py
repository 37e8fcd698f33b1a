"""Wake the worker for a deed on many. Nothing depends on it: every minute it looks by itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from atenda.server.once import defer_once
from atenda.worklists.models import BulkDeed


def wake(bulk: BulkDeed) -> None:
    """Ask for the next cases, unless they are asked for already. Called outside transactions."""
    name = f"many-{bulk.pk}"
    job = app.configure_task("atenda.worklists.jobs.carry_on", queue="many", lock=name, queueing_lock=name)
    defer_once(job, organization_id=bulk.organization_id, bulk_id=bulk.pk)
