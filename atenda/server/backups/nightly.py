"""A backup every night, and how old the last one is."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from atenda.organizations.models import Organization
from atenda.server.child import command
from atenda.server.environment import Environment
from atenda.server.models import Backup
from atenda.server.offspring import dies_with_us

NIGHT = range(1, 5)  # hours, in universal time
FRESH = timedelta(hours=20)  # nobody makes another one before
LATE = timedelta(hours=36)  # by day too, where the machine sleeps at night
AGAIN = timedelta(hours=3)  # after one that failed
WITHOUT = timedelta(days=7)  # how long an organization may work before we say that nothing of it is kept twice


@dataclass(frozen=True)
class Age:
    """The last whole backup, and what became of the last try."""

    last: Backup | None
    problem: str
    is_expected: bool
    is_late: bool


def age(environment: Environment, now: datetime) -> Age:
    tries = list(Backup.objects.order_by("-pk")[:1])
    last = Backup.objects.exclude(taken_at=None).order_by("-taken_at").first()
    is_expected = environment.backup_to is not None
    is_late = is_expected and _is_older(last, LATE, now)
    return Age(last, tries[0].problem if tries else "", is_expected, is_late)


def is_due(now: datetime) -> bool:
    """At night, once; at any hour when there is none or it is late; not again and again where it fails."""
    if Backup.objects.filter(taken_at=None, ended_at__gt=now - AGAIN).exists():
        return False
    last = Backup.objects.exclude(taken_at=None).order_by("-taken_at").first()
    return _is_older(last, FRESH if now.hour in NIGHT else LATE, now)


async def make_one(environment: Environment) -> int:
    """As `atenda backup` does, in a process of its own, which ends with us. Its exit code."""
    words = ["backup", "--to", str(environment.backup_to), "--keep", str(environment.backup_keep)]
    process = await asyncio.create_subprocess_exec(
        *command(*words),
        env={**os.environ, "ATENDA_PROCESS": "command"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=dies_with_us(signal.SIGTERM),
    )
    try:
        return await process.wait()
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            process.terminate()
        raise


def findings(environment: Environment) -> Iterator[str]:
    """What the doctor says of it."""
    now = timezone.now()
    found = age(environment, now)
    if found.problem:
        yield f"The last backup: {found.problem.rstrip('.')}."
    if found.is_late:
        when = (
            f"is of {found.last.taken_at:%Y-%m-%d %H:%M} UTC"
            if found.last and found.last.taken_at
            else "does not exist"
        )
        if found.last or _works_since(timezone.now() - LATE):
            yield f"The last whole backup {when}: see that the worker runs and {environment.backup_to} has room."
    if not found.is_expected and _is_older(found.last, WITHOUT, now) and _works_since(now - WITHOUT):
        yield "Nothing is kept twice: give ATENDA_BACKUP_TO a folder on another disk, or run `atenda backup`."


def _is_older(last: Backup | None, limit: timedelta, now: datetime) -> bool:
    return last is None or last.taken_at is None or now - last.taken_at > limit


def _works_since(moment: datetime) -> bool:
    """Whether somebody's real work has been here since then: of a sample nobody needs a backup."""
    return Organization.objects.filter(is_sample=False, created_at__lt=moment).exists()
