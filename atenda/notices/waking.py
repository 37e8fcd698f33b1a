"""Wake the worker for the mails of one organization. Nothing depends on it: every minute it looks by itself.

Each server has rounds of its own, so that one that says nothing for a minute holds the mails of no other.
"""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from atenda.notices.servers import own_ways_waiting
from atenda.server.once import defer_once

QUEUE = "mail"


def wake(organization_id: int, *, after: timedelta | None = None) -> None:
    """Ask for a round of each server, unless one is asked for already. Called outside transactions.

    `after`: not before; such a round keeps no other from being asked for.
    """
    for mailbox_id in (None, *own_ways_waiting(organization_id)):
        wake_one(organization_id, mailbox_id, after=after)


def wake_one(organization_id: int, mailbox_id: int | None, *, after: timedelta | None = None) -> None:
    """Of the own server of a mailbox, or of the one all others have."""
    seconds = int(after.total_seconds()) if after else 0
    name = f"{organization_id}-{mailbox_id}" if mailbox_id else f"{organization_id}"
    job = app.configure_task(
        "atenda.notices.jobs.deliver",
        queue=QUEUE,
        lock=f"mail-{name}",
        queueing_lock=f"mail-later-{name}" if after else f"mail-{name}",
        schedule_in={"seconds": seconds} if seconds else None,
    )
    said = {"mailbox_id": mailbox_id} if mailbox_id else {}
    defer_once(job, organization_id=organization_id, **said)
