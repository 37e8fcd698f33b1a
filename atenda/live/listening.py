"""The one connection of the process that hears what is announced."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from typing import Any

import psycopg

from atenda.live.changes import CHANNEL, Change

# The stream says something to itself every five seconds: silence means that it is deaf, whatever the connection says
# (a pooler in between, a cable pulled). Pages then catch up within fifteen seconds, by connecting anew (6.29).
DEAF_AFTER = 12.0
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0

log = logging.getLogger(__name__)


class Deaf(Exception):
    """Connected, but nothing arrives."""


async def listen(address: dict[str, Any], *, hear: Callable[[Change], None], hear_anything: Callable[[], None]) -> None:
    """Hear changes for ever. After each new beginning `hear_anything` is called: something may have been missed."""
    pause = FIRST_PAUSE
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**address) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                hear_anything()
                while await _heard_something(connection, hear):
                    pause = FIRST_PAUSE
                raise Deaf
        except (psycopg.Error, OSError, Deaf) as error:
            log.warning("The stream hears nothing and connects anew: %s", type(error).__name__)
        await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311  spreads, protects nothing
        pause = min(pause * 2, LONGEST_PAUSE)


async def _heard_something(connection: psycopg.AsyncConnection[Any], hear: Callable[[Change], None]) -> bool:
    """Listen for twelve seconds."""
    heard = False
    async for notify in connection.notifies(timeout=DEAF_AFTER):
        heard = True
        if change := Change.read(notify.payload):
            hear(change)
    return heard
