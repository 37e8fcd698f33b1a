"""How the work behind the pages goes: what waits, since when, and what failed (B77, 13.08). Alarms go by age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Min
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from atenda.history.ledger_checks import last_check
from atenda.history.models import LedgerCheck
from atenda.intake.standing import Standing as Arriving
from atenda.intake.standing import standing as arriving
from atenda.mailboxes.standing import Standing as MailIn
from atenda.mailboxes.standing import standing as mail_in
from atenda.notices.models import Mail, MailServer, MailState, News
from atenda.notices.servers import server_in_use
from atenda.organizations.entering import current_organization
from atenda.webhooks.standing import Standing, standing

LATE = {"news": timedelta(minutes=20), "mail": timedelta(minutes=15), "jobs": timedelta(minutes=5)}
SILENCE = timedelta(seconds=60)
MOST_FAILURES = 50


@dataclass(frozen=True)
class Queue:
    """What waits somewhere, and since when the oldest should have been done."""

    waiting: int
    oldest: datetime | None
    is_late: bool


@dataclass(frozen=True)
class Health:
    worker_seen: datetime | None
    worker_is_silent: bool
    news: Queue
    mail: Queue
    jobs: Queue
    failed_mails: int
    held_mails: int
    server: MailServer | None
    failures: list[Any]
    ledger: LedgerCheck | None
    hooks: Standing
    mail_in: MailIn
    arriving: Arriving

    @property
    def is_well(self) -> bool:
        return not (
            self.worker_is_silent
            or self.news.is_late
            or self.mail.is_late
            or self.jobs.is_late
            or self.failures
            or not self.hooks.is_well
            or not self.mail_in.is_well
            or not self.arriving.is_well
            or self.failed_mails
            or (self.ledger and self.ledger.breaks)
            or (self.server and self.server.trouble)
        )


def health(now: datetime) -> Health:
    """Of the organization entered; of the machine only whether a worker is there."""
    seen = worker_seen()
    stuck = dict(
        Mail.objects.filter(state__in=(MailState.FAILED, MailState.HELD))
        .values("state")
        .annotate(n=Count("pk"))
        .values_list("state", "n")
    )
    return Health(
        worker_seen=seen,
        worker_is_silent=seen is None or now - seen > SILENCE,
        news=_queue(News.objects.filter(told_at=None), "due_at", now, LATE["news"]),
        mail=_queue(
            Mail.objects.filter(state__in=(MailState.WAITING, MailState.SENDING), due_at__lte=now),
            "due_at",
            now,
            LATE["mail"],
        ),
        jobs=_queue(_jobs().filter(status__in=("todo", "doing")), "scheduled_at", now, LATE["jobs"]),
        failed_mails=stuck.get(MailState.FAILED, 0),
        held_mails=stuck.get(MailState.HELD, 0),
        server=server_in_use(),
        failures=list(_jobs().filter(status="failed").order_by("-id")[:MOST_FAILURES]),
        ledger=last_check(),
        hooks=standing(now),
        mail_in=mail_in(now),
        arriving=arriving(now),
    )


def run_again(job_id: int, *, now: datetime) -> bool:
    """A failed job of this organization waits to be run once more; no other."""
    if not _jobs().filter(pk=job_id, status="failed").exists():
        return False
    app.job_manager.retry_job_by_id(job_id, now)
    return True


def _jobs() -> Any:
    return ProcrastinateJob.objects.filter(args__organization_id=current_organization().pk)


def _queue(rows: Any, column: str, now: datetime, patience: timedelta) -> Queue:
    found = rows.aggregate(n=Count("pk"), oldest=Min(column))
    return Queue(found["n"], found["oldest"], bool(found["oldest"] and now - found["oldest"] > patience))


def worker_seen() -> datetime | None:
    """When a worker was last at work; None where none is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        row = cursor.fetchone()
    return row[0] if row else None
