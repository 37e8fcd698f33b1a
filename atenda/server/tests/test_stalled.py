"""What a killed worker had begun is begun again, and nothing it held keeps anything waiting (6.03)."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app

from atenda.server.jobs import retry_stalled

pytestmark = pytest.mark.django_db(transaction=True)


def defer(lock: str) -> int:
    """A round of mails, as it is asked for: one waits at most, one runs at a time."""
    job = app.configure_task("atenda.notices.jobs.deliver", queue="mail", lock=lock, queueing_lock=lock)
    return job.defer(organization_id=1)


def a_worker_dies_at(*jobs: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = ANY(%s)", [list(jobs)])


def states() -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, status::text FROM procrastinate_jobs")
        return dict(cursor.fetchall())


def test_a_job_that_waits_again_already_neither_keeps_its_lock_nor_the_others_from_their_turn() -> None:
    begun, other = defer("mail-1"), defer("mail-2")
    a_worker_dies_at(begun, other)
    waiting = defer("mail-1")
    async_to_sync(retry_stalled.func)(0)
    assert states() == {waiting: "todo", other: "todo"}
