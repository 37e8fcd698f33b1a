"""One job that waits is enough, and asking again costs the connection nothing it knows."""

from __future__ import annotations

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from atenda.organizations.prepared import prepared
from atenda.server.once import defer_once

LEFT = "SELECT count(*) FROM pg_prepared_statements"


@pytest.mark.django_db(transaction=True)
def test_what_waits_already_is_not_asked_for_again() -> None:
    job = app.configure_task("atenda.notices.jobs.deliver", queue="nobody", queueing_lock="once-1")
    other = app.configure_task("atenda.notices.jobs.deliver", queue="nobody", queueing_lock="once-2")
    defer_once(job, organization_id=1)
    with prepared() as cursor:
        cursor.execute("SELECT %s::int", [1])
    with connection.cursor() as plain:
        plain.execute(LEFT)
        known = plain.fetchone()[0]
    for _again in range(3):
        defer_once(job, organization_id=1)
    with connection.cursor() as plain:
        plain.execute(LEFT)
        assert plain.fetchone()[0] >= known > 0
    defer_once(other, organization_id=1)
    waiting = ProcrastinateJob.objects.filter(queue_name="nobody")
    assert sorted(waiting.values_list("queueing_lock", flat=True)) == ["once-1", "once-2"]
