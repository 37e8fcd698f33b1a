"""The stream: a bare ASGI application, because Django would cost each browser several times the time and memory.

`/events` tells a page that something changed, as server-sent events; `/live` and `/ready` tell how this process is."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, MutableMapping
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any
from urllib.parse import parse_qs

import psycopg
from django.conf import settings
from django.http.cookie import parse_cookie
from django.utils.log import configure_logging
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from atenda.live.admission import Admission, NotAdmitted, admission, is_ours
from atenda.live.browsers import BYE, STILL_HERE, Browser, House
from atenda.live.database import parameters
from atenda.live.leaving import told_to_end
from atenda.live.listening import listen
from atenda.live.watching import NotYours, watched_case
from atenda.live.watchman import check_admissions, keep_awake

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HEADERS = [
    (b"cache-control", b"no-store, no-transform"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"vary", b"Origin, Cookie"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
REASONS = {401: b"sign in", 403: b"refused", 404: b"not found", 405: b"use GET", 429: b"too many", 503: b"later"}
PATIENCE = 5.0  # seconds a browser waits for a database connection before it is told to come back later


class Stream:
    """The application; its parts run while `running`, which the lifespan of the server sees to."""

    def __init__(self, database: dict[str, Any], origins: Collection[str], cookie: str) -> None:
        self.house = House()
        self._database, self._origins, self._cookie = database, frozenset(origins), cookie
        self._pool: AsyncConnectionPool[Any] | None = None

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Two connections to check sessions and one to listen, whenever the database is there."""
        pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
            kwargs=parameters(self._database, "atenda stream"),
            min_size=1,
            max_size=2,
            timeout=PATIENCE,
            reconnect_timeout=30,
            check=AsyncConnectionPool.check_connection,
            open=False,
        )
        await pool.open(wait=False)
        self._pool = pool
        address = parameters(self._database, "atenda listener")
        parts = [
            asyncio.create_task(listen(address, hear=self.house.hear, hear_anything=self.house.hear_anything)),
            asyncio.create_task(check_admissions(self.house, pool)),
            asyncio.create_task(keep_awake(self.house)),
        ]
        try:
            yield
        finally:
            self.house.close()
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)
            await pool.close(timeout=1)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
        with told_to_end(self.house.close):
            async with self.running():
                await send({"type": "lifespan.startup.complete"})
                await receive()
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        origin = headers.get("origin")
        shared = _sharing(origin) if origin in self._origins else []
        try:
            if scope["method"] not in ("GET", "HEAD"):
                raise NotAdmitted(405)
            match scope["path"]:
                case "/live":
                    await _say(send, 200, b"live")
                case "/ready":
                    await _say(send, 200 if await self._is_ready() else 503, b"")
                case "/events" if scope["method"] == "GET":
                    browser = await self._admit(scope["query_string"], headers)
                    await self._serve(browser, shared, receive, send)
                case _:
                    raise NotAdmitted(404)
        except NotAdmitted as refusal:
            await _say(send, refusal.status, REASONS[refusal.status], shared)

    async def _admit(self, query: bytes, headers: dict[str, str]) -> Browser:
        if not is_ours(headers.get("origin"), headers.get("sec-fetch-site"), self._origins):
            raise NotAdmitted(403)
        if self.house.is_full:
            raise NotAdmitted(503)
        asked = _read_query(query)
        admitted = await self._check(parse_cookie(headers.get("cookie", "")).get(self._cookie, ""), asked)
        if not self.house.has_place(admitted):
            raise NotAdmitted(429)
        try:
            return Browser(admitted, _watched(asked.get("watch"), admitted))
        except NotYours as error:
            raise NotAdmitted(403) from error

    async def _check(self, session_key: str, asked: dict[str, str]) -> Admission:
        if self._pool is None:
            raise NotAdmitted(503)
        try:
            async with self._pool.connection() as connection:
                return await admission(connection, session_key, asked.get("organization", ""))
        except (psycopg.Error, PoolTimeout) as error:
            raise NotAdmitted(503) from error

    async def _serve(self, browser: Browser, shared: list[tuple[bytes, bytes]], receive: Receive, send: Send) -> None:
        """Tell one browser what it should hear until it leaves, is asked to leave, or hears too slowly."""
        browser.task = asyncio.current_task()
        leaving = asyncio.ensure_future(_until_gone(receive))
        leaving.add_done_callback(lambda _: browser.leave())
        self.house.enter(browser)
        try:
            headers = [*HEADERS, *shared, (b"content-type", b"text/event-stream")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await _tell(browser, _greeting(), send)
            while not browser.leaving:
                await browser.news.wait()
                words = browser.take()
                if words and not browser.leaving:
                    await _tell(browser, _written(words), send)
                if BYE in words:
                    break
            if not leaving.done():
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self.house.leave(browser)
            leaving.cancel()
            browser.task = None

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
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
    browser.sending_since, browser.heard_at = None, monotonic()


def _greeting() -> str:
    """When to come back if the connection breaks: not everybody at the same moment."""
    return f"retry: {random.randint(1000, 5000)}\n\n"  # noqa: S311  spreads, protects nothing


def _written(words: list[str]) -> str:
    return "".join(":\n\n" if word == STILL_HERE else f"event: {word}\ndata: 1\n\n" for word in words)


def _sharing(origin: str | None) -> list[tuple[bytes, bytes]]:
    return [
        (b"access-control-allow-origin", (origin or "").encode("latin-1")),
        (b"access-control-allow-credentials", b"true"),
    ]


def _read_query(query: bytes) -> dict[str, str]:
    try:
        return {name: values[-1] for name, values in parse_qs(query.decode("latin-1"), max_num_fields=8).items()}
    except ValueError:
        return {}


def _watched(token: str | None, admitted: Admission) -> int | None:
    if token is None:
        return None
    return watched_case(token, organization_id=admitted.organization_id, agent_id=admitted.agent_id)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _say(send: Send, status: int, text: bytes, shared: Collection[tuple[bytes, bytes]] = ()) -> None:
    headers = [*HEADERS, *shared, (b"content-type", b"text/plain; charset=utf-8")]
    if status == 503:
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text, "more_body": False})


def our_origins() -> list[str]:
    """The addresses people type: the one configured, or this machine's names with the port of the pages."""
    environment = settings.ENV
    return environment.trusted_origins or [f"http://{host}:{environment.port}" for host in environment.allowed_hosts]


application = Stream(settings.DATABASES["default"], our_origins(), settings.SESSION_COOKIE_NAME)
