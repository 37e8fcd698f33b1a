"""How the work behind the pages goes, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from atenda.api.shapes import Answer, Moment, Ref, Shape
from atenda.intake.models import Door
from atenda.intake.standing import Listener, Standing
from atenda.mailboxes.models import DoorState
from atenda.notices.health import Health, Queue
from atenda.server.backups.nightly import Age
from atenda.server.models import Hold
from atenda.server.releasing import Waiting


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


class FetchingAnswer(Answer):
    mailbox: Ref
    server: str = Field(description="User and server its mail is fetched from.")
    trouble: str = Field(description="Why nothing comes, in one word; empty where nobody asks.")
    said: str = Field(description="What the server said, word for word.")
    since: datetime | None = Field(description="Since when, or when it last answered.")


class ListenerAnswer(Answer):
    state: Literal[*Listener.values] = Field(  # type: ignore[valid-type]
        description="at_work, silent; rests, where nobody asked for it and its port is taken; or off."
    )
    seen: datetime | None = Field(description="When it was last at work.")


class LatestAnswer(Answer):
    door: Literal[*Door.values]  # type: ignore[valid-type]
    received_at: datetime


class FetchedFrom(Answer):
    id: int
    server: str = Field(description="User and server.")
    state: Literal[*DoorState.values]  # type: ignore[valid-type]
    asked_at: datetime | None = Field(description="When it last answered.")


class BroughtBy(Answer):
    id: int
    provider: str
    used_at: datetime | None = Field(description="When it last brought a mail.")


class MailboxArrivals(Answer):
    mailbox: Ref
    received_at: datetime | None = Field(description="When its last mail came, by whatever door.")
    servers: list[FetchedFrom]
    hooks: list[BroughtBy]


class ArrivingAnswer(Answer):
    """How mail comes in."""

    listener: ListenerAnswer = Field(description="Our own mail server.")
    latest: list[LatestAnswer] = Field(description="When a mail last came by each kind of door, among the last ones.")
    mailboxes: list[MailboxArrivals] = Field(description="Those in use.")
    waiting: QueueAnswer = Field(description="Mails that wait to be filed.")
    held: int = Field(description="Mails that wait for a person.")
    oldest_held: datetime | None


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
    fetching_failing: list[FetchingAnswer]
    arriving: ArrivingAnswer
    failed_jobs: list[FailedJob]


class Release(Shape):
    drop_before: Moment | None = Field(description="Most likely `backup_at`; null sends all that waits.")


class HoldAnswer(Answer):
    """What waits here to go out, and how much of it had been written when the backup was made."""

    backup_at: datetime
    begun_at: datetime
    mails: int
    mails_before: int
    news: int
    news_before: int
    digested: int = Field(description="Lines that wait for a digest.")
    deliveries: int
    deliveries_before: int
    jobs: int


def hold_whole(hold: Hold, waiting: Waiting) -> dict[str, Any]:
    return {
        "backup_at": hold.backup_at,
        "begun_at": hold.begun_at,
        "mails": waiting.mails,
        "mails_before": waiting.mails_before,
        "news": waiting.news,
        "news_before": waiting.news_before,
        "digested": waiting.digested,
        "deliveries": waiting.hooks,
        "deliveries_before": waiting.hooks_before,
        "jobs": waiting.jobs,
    }


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
        "fetching_failing": [
            *(_fetching(one, one.trouble_since) for one in health.mail_in.troubled),
            *(_fetching(one, one.asked_at) for one in health.mail_in.silent),
        ],
        "arriving": _arriving(health.arriving),
        "failed_jobs": [
            {"id": job.id, "name": job.task_name, "attempts": job.attempts, "since": job.scheduled_at}
            for job in health.failures
        ],
    }


def _arriving(found: Standing) -> dict[str, Any]:
    return {
        "listener": {"state": str(found.listener), "seen": found.seen},
        "latest": [{"door": door, "received_at": at} for door, at in sorted(found.latest.items())],
        "mailboxes": [
            {
                "mailbox": {"id": line.mailbox.pk, "name": line.mailbox.name},
                "received_at": line.mailbox.received_at,
                "servers": [
                    {"id": one.pk, "server": str(one), "state": str(one.state), "asked_at": one.asked_at}
                    for one in line.servers
                ],
                "hooks": [
                    {"id": one.pk, "provider": provider.value, "used_at": one.used_at} for provider, one in line.hooks
                ],
            }
            for line in found.mailboxes
        ],
        "waiting": {"waiting": found.waiting, "oldest": found.oldest, "is_late": found.is_late},
        "held": found.held,
        "oldest_held": found.oldest_held,
    }


def _queue(queue: Queue) -> dict[str, Any]:
    return {"waiting": queue.waiting, "oldest": queue.oldest, "is_late": queue.is_late}


def _hook(endpoint: Any, since: datetime | None) -> dict[str, Any]:
    return {"webhook": {"id": endpoint.pk, "name": str(endpoint)}, "since": since}


def _fetching(door: Any, since: datetime | None) -> dict[str, Any]:
    mailbox = {"id": door.mailbox_id, "name": door.mailbox.name}
    return {"mailbox": mailbox, "server": str(door), "trouble": door.trouble_kind, "said": door.trouble, "since": since}
