"""Jobs of which one at a time is enough."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import JobDeferrer

from atenda.organizations.prepared import prepared

WAITS = "SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo'"


def defer_once(job: JobDeferrer, **said: Any) -> None:
    """Have it done with what is `said`, unless one of its `queueing_lock` waits already. Called outside transactions.

    That is looked up first: where the engine has to refuse it, the transaction is rolled back, and at a rollback
    psycopg forgets every statement that the connection has prepared.
    """
    with prepared() as cursor:
        cursor.execute(WAITS, [job.job.queueing_lock])
        if cursor.fetchone() is not None:
            return
    try:
        with transaction.atomic():
            job.defer(**said)
    except AlreadyEnqueued:  # by somebody else, this moment
        return
