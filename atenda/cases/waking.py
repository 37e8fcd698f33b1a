"""Wake the worker for a replacement. Nothing depends on it: every minute it looks by itself."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from atenda.cases.models import Replacement

BEHIND = -1  # what people wait for goes first


def wake(replacement: Replacement) -> None:
    """Ask for the next batches, unless they are asked for already. Called outside transactions."""
    name = f"replacement-{replacement.pk}"
    job = app.configure_task(
        "atenda.cases.jobs.replace", queue="upkeep", lock=name, queueing_lock=name, priority=BEHIND
    )
    try:
        with transaction.atomic():
            job.defer(organization_id=replacement.organization_id, replacement_id=replacement.pk)
    except AlreadyEnqueued:
        return
