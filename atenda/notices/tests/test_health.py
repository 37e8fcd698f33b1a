"""The page of health: what waits and what failed, of this organization alone (B77)."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from atenda.notices.health import health
from atenda.organizations.entering import inside
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit


def a_failed_job(cast: Cast) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)"
            " VALUES ('reactions', 'some.job', jsonb_build_object('organization_id', %s::bigint), 'failed')"
            " RETURNING id",
            [cast.organization.pk],
        )
        return cursor.fetchone()[0]


def test_a_failed_job_is_shown_and_tried_again(acme: Cast, other: Cast, visit: Visit) -> None:
    mine, theirs = a_failed_job(acme), a_failed_job(other)
    page = visit.as_(acme.admin).get(acme.url("settings/health/")).content.decode()
    assert f"job-{mine}" in page
    assert f"job-{theirs}" not in page
    assert visit.post(acme.url(f"settings/health/jobs/{theirs}/retry/")).status_code == 404
    assert visit.post(acme.url(f"settings/health/jobs/{mine}/retry/")).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, status::text FROM procrastinate_jobs WHERE id IN (%s, %s) ORDER BY id", [mine, theirs]
        )
        assert dict(cursor.fetchall()) == {mine: "todo", theirs: "failed"}


def test_news_that_waits_too_long_is_marked(acme: Cast, other: Cast) -> None:
    now = timezone.now()
    make.case(by=acme.agent, now=now)
    found = health(now)
    assert (found.news.waiting, found.news.is_late) == (1, False)
    assert health(now + timedelta(hours=1)).news.is_late
    with inside(other.organization):
        assert health(now).news.waiting == 0


def test_without_a_worker_the_page_says_so(acme: Cast, visit: Visit) -> None:
    page = visit.as_(acme.admin).get(acme.url("settings/health/")).content.decode()
    assert "tone-red" in page
    assert visit.as_(acme.supervisor).get(acme.url("settings/health/")).status_code == 403
