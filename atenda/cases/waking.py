"""Wake the worker for a replacement. Nothing depends on it: every minute it looks by itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from atenda.cases.models import Replacement
from atenda.server.once import defer_once

BEHIND = -1  # what people wait for goes first


def wake(replacement: Replacement) -> None:
    """Ask for the next batches, unless they are asked for already. Called outside transactions."""
    name = f"replacement-{replacement.pk}"
    job = app.configure_task(
        "atenda.cases.jobs.replace", queue="upkeep", lock=name, queueing_lock=name, priority=BEHIND
    )
    defer_once(job, organization_id=replacement.organization_id, replacement_id=replacement.pk)
