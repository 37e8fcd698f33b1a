"""Wake the worker for the mails of one organization. Nothing depends on it: every minute it looks by itself."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

QUEUE = "mail"


def wake(organization_id: int, *, after: timedelta | None = None) -> None:
    """Ask for a round of deliveries, unless one is asked for already. Called outside transactions.

    `after`: not before; such a round keeps no other from being asked for.
    """
    seconds = int(after.total_seconds()) if after else 0
    job = app.configure_task(
        "atenda.notices.jobs.deliver",
        queue=QUEUE,
        lock=f"mail-{organization_id}",
        queueing_lock=f"mail-later-{organization_id}" if after else f"mail-{organization_id}",
        schedule_in={"seconds": seconds} if seconds else None,
    )
    try:
        with transaction.atomic():
            job.defer(organization_id=organization_id)
    except AlreadyEnqueued:
        return
