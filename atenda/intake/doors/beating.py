"""That our own mail server is at work is written down while it is, for the page of health and the doctor (B77)."""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from atenda.server.pulses import EVERY, beat

PROCESS = "mail-in"

log = structlog.get_logger(__name__)


async def keep_beating(threads: Executor, every: float = EVERY) -> None:
    """Until it is cancelled. A loop that hangs beats no more, and neither does one that cannot ask the database."""
    loop = asyncio.get_running_loop()
    while True:
        await loop.run_in_executor(threads, _beat)
        await asyncio.sleep(every)


def _beat() -> None:
    try:
        close_old_connections()
        beat(PROCESS, now=timezone.now())
    except (DatabaseError, InterfaceError) as error:
        log.warning("the mail server could not say that it is at work", error=type(error).__name__)
        connection.close()
