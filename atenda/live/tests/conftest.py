"""A stream in this process, on a loop of its own, with pages that listen to it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings

from atenda.live import announce, browsers
from atenda.live.answers import Message
from atenda.live.stream import Stream
from atenda.staff.models import Agent
from atenda.testing.fixtures import Visit

ORIGIN = "http://desk.example"


class Page:
    """One page that listens."""

    def __init__(
        self,
        stream: Stream,
        loop: asyncio.AbstractEventLoop,
        scope: dict[str, Any],
        body: bytes = b"",
        *,
        waits: bool = True,
    ) -> None:
        self.body = body
        self.status = 0
        self.headers: dict[str, str] = {}
        self.text = ""
        self.body_sent = b""
        self.is_over = False
        self.is_slow = False
        self._left = asyncio.Event()
        self._loop = loop
        self._asked = False
        self._done: Future[None] = asyncio.run_coroutine_threadsafe(stream(scope, self._receive, self._send), loop)
        if waits:
            wait_until(lambda: bool(self.text) or self.is_over or self._done.done())

    @property
    def events(self) -> list[str]:
        return [line.removeprefix("event: ") for line in self.text.splitlines() if line.startswith("event: ")]

    def hears(self, event: str, within: float = 2.0) -> bool:
        return wait_until(lambda: event in self.events, within)

    @property
    def people(self) -> str:
        """Who else is around the case, as this page was told last."""
        return next((line[6:] for line in reversed(self.text.splitlines()) if line.startswith("data: looking")), "")

    def is_told(self, people: str, within: float = 3.0) -> bool:
        return wait_until(lambda: self.people == people, within)

    def forget(self) -> None:
        self.text = ""

    def leave(self) -> None:
        self._loop.call_soon_threadsafe(self._left.set)
        wait_until(self._done.done)

    async def _receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": self.body, "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            return
        if self.is_slow:
            await asyncio.sleep(3600)
        self.body_sent += message["body"]
        self.text += message["body"].decode("utf-8", "replace")
        self.is_over = not message["more_body"]


class Desk:
    """The stream as pages see it."""

    def __init__(self, stream: Stream, loop: asyncio.AbstractEventLoop) -> None:
        self.stream, self._loop = stream, loop
        self._pages: list[Page] = []

    def open(self, agent: Agent, *, cookie: str | None = None, **asked: str) -> Page:
        """A page of this agent, signed in for it."""
        return self.ask(cookie=cookie or sign_in(agent), **{"organization": agent.organization.slug, **asked})

    def ask(
        self,
        path: str = "/events",
        *,
        cookie: str = "",
        origin: str | None = ORIGIN,
        method: str = "GET",
        body: bytes = b"",
        content_type: str = "application/x-www-form-urlencoded;charset=UTF-8",
        waits: bool = True,
        **asked: str,
    ) -> Page:
        headers = [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode())]
        if origin:
            headers.append((b"origin", origin.encode()))
        if method == "POST":
            headers.append((b"content-type", content_type.encode()))
        query = "&".join(f"{name}={value}" for name, value in asked.items()).encode()
        scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": headers}
        page = Page(self.stream, self._loop, scope, body, waits=waits)
        self._pages.append(page)
        return page

    def say(
        self, cookie: str, token: str, deed: str = "writing", *, origin: str | None = ORIGIN, body: bytes | None = None
    ) -> int:
        """A page says something of its person; the status of the answer."""
        form = urlencode({"watch": token, "deed": deed}).encode() if body is None else body
        return self.ask(cookie=cookie, origin=origin, method="POST", body=form).status

    def hear_out(self) -> None:
        """Wait until everything that was done so far has been heard: announcements keep their order."""
        announce.close()
        announce.announce(0, [0])
        assert wait_until(lambda: 0 in self.stream.house.changed_at)

    def close(self) -> None:
        for page in self._pages:
            page.leave()


def sign_in(agent: Agent) -> str:
    return Visit().as_(agent).cookies[settings.SESSION_COOKIE_NAME].value


def wait_until(is_true: Callable[[], bool], within: float = 5.0) -> bool:
    deadline = monotonic() + within
    while not is_true():
        if monotonic() > deadline:
            return False
        sleep(0.005)
    return True


@pytest.fixture
def desk(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A stream that listens already, and tells nobody what happened before they came."""
    monkeypatch.setattr(browsers, "MOMENT", -1.0)
    stream = Stream(settings.DATABASES["default"], [ORIGIN], settings.SESSION_COOKIE_NAME)
    loop, ready, over = asyncio.new_event_loop(), threading.Event(), asyncio.Event()

    async def live() -> None:
        async with stream.running():
            ready.set()
            await over.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(live()), daemon=True)
    thread.start()
    assert ready.wait(5)
    assert wait_until(lambda: stream.house.listens_since > 0)
    desk = Desk(stream, loop)
    yield desk
    desk.close()
    announce.close()
    loop.call_soon_threadsafe(over.set)
    thread.join(5)
    loop.close()
