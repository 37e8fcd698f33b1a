"""Pictures that mails name on other machines are fetched here, in threads of their own: slow ones make no page late,
and no browser hears anything later (3.24)."""

from __future__ import annotations

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from atenda.conversations.showing.remote_addresses import NotSealed, opened
from atenda.conversations.showing.remote_pictures import NoPicture, fetch, remembered
from atenda.live.admission import NotAdmitted

THREADS = 16
OF_ONE = 6  # at once of one organization …
MOST, MOST_OF_ONE = 200, 60  # … and waiting, of all and of one
PATIENCE = 15.0  # seconds until it is one's turn

# As `server.holding` asks it, which this process cannot: it has no tables.
HELD = """
    SELECT 1 FROM server_hold WHERE id = 1 AND released_at IS NULL AND NOT released @> ARRAY[%s]::bigint[]"""


class Pictures:
    """Those that are being fetched, and who waits for one."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="pictures")
        self._lanes: dict[int, asyncio.Semaphore] = {}
        self._here: Counter[int] = Counter()

    async def find(self, token: str, pool: AsyncConnectionPool[Any] | None) -> tuple[str, bytes]:
        """Its kind and its bytes. Raises NotAdmitted with the status the browser gets."""
        try:
            organization, url = opened(token)
        except NotSealed as error:
            raise NotAdmitted(404) from error
        if (found := remembered(organization, url)) is not None:
            return found
        if self._here.total() >= MOST or self._here[organization] >= MOST_OF_ONE:
            raise NotAdmitted(503)
        self._here[organization] += 1
        lane = self._lanes.setdefault(organization, asyncio.Semaphore(OF_ONE))
        try:
            async with asyncio.timeout(PATIENCE):
                await lane.acquire()
            try:
                await _refuse_held(organization, pool)
                return await asyncio.get_running_loop().run_in_executor(self._threads, fetch, organization, url)
            finally:
                lane.release()
        except NoPicture as error:
            raise NotAdmitted(404) from error
        except TimeoutError as error:
            raise NotAdmitted(503) from error
        finally:
            self._here[organization] -= 1
            if not self._here[organization]:
                del self._here[organization], self._lanes[organization]

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


async def _refuse_held(organization: int, pool: AsyncConnectionPool[Any] | None) -> None:
    """A restored copy calls nobody until it is released (6.35)."""
    if pool is None:
        raise NotAdmitted(503)
    try:
        async with pool.connection() as connection:
            held = await (await connection.execute(HELD, [organization])).fetchone()
    except (psycopg.Error, PoolTimeout) as error:
        raise NotAdmitted(503) from error
    if held is not None:
        raise NotAdmitted(404)
