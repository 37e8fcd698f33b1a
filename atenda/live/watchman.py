"""The rounds of the stream: who is signed out leaves, who hears too slowly leaves, who hears nothing is kept awake."""

from __future__ import annotations

import asyncio
import logging
from itertools import count
from time import monotonic

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from atenda.live.admission import ended
from atenda.live.browsers import BYE, STILL_HERE, House
from atenda.live.changes import CHANNEL, ECHO

ROUND = 0.8  # seconds: with the query and the last word, a session that ended is silent within one second
ROUNDS_PER_ECHO = 6
QUIET = 15.0  # seconds after which a proxy might think that nobody is there
STUCK = 10.0  # seconds a browser may take to accept what is sent

log = logging.getLogger(__name__)


async def check_admissions(house: House, pool: AsyncConnectionPool) -> None:
    """Say goodbye to everyone whose session ended or who works here no more: one query a round for all of them.

    While the database is away nobody can be asked about, and nothing is heard either.
    """
    for n in count():
        try:
            async with pool.connection() as connection:
                if admissions := {browser.admission for browser in house.browsers()}:
                    over = set(await ended(connection, admissions))
                    for browser in house.browsers():
                        if browser.admission in over:
                            browser.tell(BYE)
                if n % ROUNDS_PER_ECHO == 0:
                    await connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, ECHO])
        except (psycopg.Error, PoolTimeout, OSError) as error:
            log.warning("Sessions cannot be checked: %s", type(error).__name__)
        await asyncio.sleep(ROUND)


async def keep_awake(house: House) -> None:
    """A comment every fifteen seconds; a browser that does not take what is sent is dropped, and may come back."""
    while True:
        now = monotonic()
        for browser in house.browsers():
            if browser.sending_since is not None and now - browser.sending_since > STUCK:
                browser.drop()
            elif now - browser.told_at >= QUIET:
                browser.tell(STILL_HERE)
        await asyncio.sleep(1)
