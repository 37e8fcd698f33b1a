"""The stream: a bare ASGI application, because Django would cost each browser several times the time and memory.

`/events` tells a page that something changed, as server-sent events, and takes what the page says of its person by
POST; `/events?picture=…` gives pictures of mails that are on other machines; `/live` and `/ready` tell how this process
is."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any
from urllib.parse import parse_qs

import psycopg
from django.conf import settings
from django.http.cookie import parse_cookie
from django.utils.log import configure_logging
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from atenda.conversations.showing.remote_addresses import NAME as PICTURE
from atenda.live.admission import Admission, NotAdmitted, admission, is_ours
from atenda.live.answers import (
    REASONS,
    Headers,
    Message,
    Receive,
    Send,
    answer,
    begin,
    end,
    greeting,
    picture,
    say,
    sharing,
    written,
)
from atenda.live.browsers import BYE, Browser, House
from atenda.live.database import parameters
from atenda.live.leaving import told_to_end
from atenda.live.listening import listen
from atenda.live.pictures import Pictures
from atenda.live.presence import read_presence, take_presence
from atenda.live.watching import NotYours, watched_case
from atenda.live.watchman import check_admissions, keep_awake

PATIENCE = 5.0  # seconds a browser waits for a database connection before it is told to come back later


class Stream:
    """The application; its parts work while `running`, which the lifespan of the server sees to."""

    def __init__(self, database: dict[str, Any], origins: Collection[str], cookie: str) -> None:
        self.house, self.pictures = House(), Pictures()
        self._origins, self._cookie = frozenset(origins), cookie
        self._listener = parameters(database, "atenda listener")
        self._checker = parameters(database, "atenda stream")
        self._pool: AsyncConnectionPool[Any] | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Two connections to check sessions and one to listen, whenever the database is there."""
        self._pool = AsyncConnectionPool(
            kwargs=self._checker,
            min_size=1,
            max_size=2,
            timeout=PATIENCE,
            check=AsyncConnectionPool.check_connection,
            open=False,
        )
        await self._pool.open(wait=False)
        parts = [
            asyncio.create_task(listen(self._listener, hear=self.house.hear, hear_anything=self.house.hear_anything)),
            asyncio.create_task(check_admissions(self.house, self._pool)),
            asyncio.create_task(keep_awake(self.house)),
        ]
        try:
            yield
        finally:
            self.house.close()
            self.pictures.close()
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)
            await self._pool.close(timeout=1)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        _allow_many_connections()
        configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
        with told_to_end(self.house.close):
            async with self.running():
                await send({"type": "lifespan.startup.complete"})
                await receive()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        shared = sharing(headers.get("origin"), self._origins)
        try:
            is_presence = (scope["method"], scope["path"]) == ("POST", "/events")
            if scope["method"] not in ("GET", "HEAD") and not is_presence:
                raise NotAdmitted(405)
            match scope["path"]:
                case "/events" if is_presence:
                    await self._hear_presence(headers, receive)
                    await answer(send, 204, b"", shared)
                case "/live":
                    await answer(send, 200, b"live")
                case "/ready":
                    await answer(send, *((200, b"ready") if await self._is_ready() else (503, REASONS[503])))
                case "/events" if scope["method"] == "GET" and (token := _read(scope["query_string"]).get(PICTURE)):
                    await picture(send, *await self.pictures.find(token, self._pool))
                case "/events" if scope["method"] == "GET":
                    browser = await self._admit(scope["query_string"], headers)
                    await self._serve(browser, shared, receive, send)
                case _:
                    raise NotAdmitted(404)
        except NotAdmitted as refusal:
            await answer(send, refusal.status, REASONS[refusal.status], shared)

    async def _admit(self, query: bytes, headers: dict[str, str]) -> Browser:
        if not is_ours(headers.get("origin"), headers.get("sec-fetch-site"), self._origins):
            raise NotAdmitted(403)
        if self.house.is_full:
            raise NotAdmitted(503)
        asked = _read(query)
        session_key = parse_cookie(headers.get("cookie", "")).get(self._cookie, "")
        admitted = await self._check(session_key, asked.get("organization", ""))
        if not self.house.has_place(admitted):
            raise NotAdmitted(429)
        return Browser(admitted, _watched(asked.get("watch"), admitted))

    async def _hear_presence(self, headers: dict[str, str], receive: Receive) -> None:
        if headers.get("origin") not in self._origins:
            raise NotAdmitted(403)
        said = await read_presence(headers, receive)
        take_presence(self.house, parse_cookie(headers.get("cookie", "")).get(self._cookie, ""), said)

    async def _check(self, session_key: str, slug: str) -> Admission:
        if self._pool is None:
            raise NotAdmitted(503)
        try:
            async with self._pool.connection() as connection:
                return await admission(connection, session_key, slug)
        except (psycopg.Error, PoolTimeout) as error:
            raise NotAdmitted(503) from error

    async def _serve(self, browser: Browser, shared: Headers, receive: Receive, send: Send) -> None:
        """Tell one browser what it should hear until it leaves, is asked to leave, or hears too slowly."""
        browser.task = asyncio.current_task()
        gone = asyncio.ensure_future(_until_gone(receive))
        gone.add_done_callback(lambda _: browser.leave())
        self.house.enter(browser)
        try:
            await begin(send, shared)
            await _tell(browser, greeting(), send)
            while not browser.is_leaving:
                await browser.news.wait()
                words = browser.take()
                if words and not browser.is_leaving:
                    await _tell(browser, written(words, browser.people), send)
                if BYE in words:
                    break
            if not gone.done():
                await end(send)
        except asyncio.CancelledError:
            if not browser.is_leaving:
                raise
        finally:
            self.house.leave(browser)
            browser.task = None
            gone.cancel()

    async def _is_ready(self) -> bool:
        if self._pool is None:
            return False
        try:
            async with self._pool.connection(timeout=2) as connection:
                await connection.execute("SELECT 1")
        except (psycopg.Error, PoolTimeout):
            return False
        return True


async def _tell(browser: Browser, text: str, send: Send) -> None:
    browser.sending_since = monotonic()
    await say(send, text)
    browser.sending_since, browser.told_at = None, monotonic()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _read(query: bytes) -> dict[str, str]:
    try:
        return {name: values[-1] for name, values in parse_qs(query.decode("latin-1"), max_num_fields=8).items()}
    except ValueError:
        return {}


def _watched(token: str | None, admitted: Admission) -> int | None:
    if token is None:
        return None
    try:
        return watched_case(token, organization_id=admitted.organization_id, agent_id=admitted.agent_id)
    except NotYours as error:
        raise NotAdmitted(403) from error


def _allow_many_connections() -> None:
    """As many as this machine lets us have; the usual thousand files a process are too few."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def our_origins() -> list[str]:
    """The addresses people type: the one configured, or this machine's names with the port of the pages."""
    environment = settings.ENV
    return environment.trusted_origins or [f"http://{host}:{environment.port}" for host in environment.allowed_hosts]


application = Stream(settings.DATABASES["default"], our_origins(), settings.SESSION_COOKIE_NAME)
