"""How the work behind the pages goes, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from atenda.api.shapes import Answer, Ref
from atenda.notices.health import Health, Queue
from atenda.server.backups.nightly import Age


class QueueAnswer(Answer):
    waiting: int
    oldest: datetime | None = Field(description="Since when the oldest should have been done.")
    is_late: bool


class FailedJob(Answer):
    id: int
    name: str
    attempts: int
    since: datetime | None


class HookAnswer(Answer):
    webhook: Ref
    since: datetime | None


class HealthAnswer(Answer):
    is_well: bool = Field(description="False when something needs a look.")
    is_held: bool = Field(description="A restored copy that sends nothing until it is released.")
    worker_seen: datetime | None
    worker_is_silent: bool
    news: QueueAnswer
    mail: QueueAnswer
    jobs: QueueAnswer
    failed_mails: int
    held_mails: int
    mail_trouble: str
    history_verified_at: datetime | None
    history_breaks: int
    backup_taken_at: datetime | None
    backup_is_late: bool
    deliveries: QueueAnswer
    webhooks_failing: list[HookAnswer]
    webhooks_paused: list[HookAnswer]
    failed_jobs: list[FailedJob]


def whole(health: Health, backup: Age, *, is_held: bool) -> dict[str, Any]:
    server, ledger, hooks = health.server, health.ledger, health.hooks
    return {
        "is_well": health.is_well and not is_held and not backup.is_late and not backup.problem,
        "is_held": is_held,
        "worker_seen": health.worker_seen,
        "worker_is_silent": health.worker_is_silent,
        "news": _queue(health.news),
        "mail": _queue(health.mail),
        "jobs": _queue(health.jobs),
        "failed_mails": health.failed_mails,
        "held_mails": health.held_mails,
        "mail_trouble": server.trouble if server else "",
        "history_verified_at": ledger.at if ledger else None,
        "history_breaks": ledger.breaks if ledger else 0,
        "backup_taken_at": backup.last.taken_at if backup.last else None,
        "backup_is_late": backup.is_late,
        "deliveries": {"waiting": hooks.owed, "oldest": hooks.oldest, "is_late": hooks.is_late},
        "webhooks_failing": [_hook(one, one.failing_since) for one in hooks.failing],
        "webhooks_paused": [_hook(one, one.paused_at) for one in hooks.paused],
        "failed_jobs": [
            {"id": job.id, "name": job.task_name, "attempts": job.attempts, "since": job.scheduled_at}
            for job in health.failures
        ],
    }


def _queue(queue: Queue) -> dict[str, Any]:
    return {"waiting": queue.waiting, "oldest": queue.oldest, "is_late": queue.is_late}


def _hook(endpoint: Any, since: datetime | None) -> dict[str, Any]:
    return {"webhook": {"id": endpoint.pk, "name": str(endpoint)}, "since": since}
