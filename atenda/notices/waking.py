"""Wake the worker for the mails of one organization. Nothing depends on it: every minute it looks by itself."""

from __future__ import annotations

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

QUEUE = "mail"


def wake(organization_id: int) -> None:
    """Ask for a round of deliveries, unless one is asked for already. Called outside transactions."""
    job = app.configure_task(
        "atenda.notices.jobs.deliver",
        queue=QUEUE,
        lock=f"mail-{organization_id}",
        queueing_lock=f"mail-{organization_id}",
    )
    try:
        with transaction.atomic():
            job.defer(organization_id=organization_id)
    except AlreadyEnqueued:
        return
