"""What idle browsers cost the stream, and how soon they all hear: `python -m bench.stream_load [browsers]`.

On loopback, against a database of its own on the tests' server; the browsers are sockets of this process."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import cycle, islice
from time import monotonic, sleep

import django
import psutil

from atenda.testing import database  # says where the database is, before the settings are read

os.environ["DJANGO_SETTINGS_MODULE"] = "atenda.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from atenda.access.models import Identity, Session  # noqa: E402
from atenda.live import announce  # noqa: E402
from atenda.organizations.entering import inside  # noqa: E402
from atenda.staff.models import Agent  # noqa: E402
from atenda.testing.cast import make_cast  # noqa: E402

MOST = 5_000
TABS = 5  # pages a person has open
IDLE = 20.0  # seconds to measure
MEMORY_BUDGET = 120_000_000


class Browser(asyncio.Protocol):
    """One socket that listens for one word at a time, and notes when it came."""

    waiting = 0
    word = b""
    all_heard: asyncio.Event

    def __init__(self, request: bytes) -> None:
        self.request, self.opened, self.at = request, asyncio.Event(), 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self.request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if b"retry: " in data:
            self.opened.set()
        if Browser.word and Browser.word in data and not self.at:
            self.at = monotonic()
            Browser.waiting -= 1
            if not Browser.waiting:
                Browser.all_heard.set()


def main(wanted: int) -> int:
    with database.own_database(), _stream() as (port, process):
        try:
            return asyncio.run(_measure(port, process, _sign_in(wanted // TABS + 1), min(wanted, MOST)))
        finally:
            announce.close()
            connections.close_all()


async def _measure(port: int, process: psutil.Process, people: tuple[int, list[str]], wanted: int) -> int:
    organization_id, keys = people
    empty = _memory(process)
    began = monotonic()
    browsers = [await _open(port, key) for key in islice(cycle(keys), wanted)]
    print(f"{wanted} browsers connect one after the other in {monotonic() - began:.1f} s")
    await asyncio.sleep(6)
    connected = _memory(process)

    used = _seconds(process)
    await asyncio.sleep(IDLE)
    print(f"idle, all sessions checked every 0.8 s: {(_seconds(process) - used) / IDLE:.1%} of one core")

    for _ in range(3):
        times = await _heard(browsers, b"event: cases", lambda: announce.announce(organization_id, [1]))
        print(
            f"a change is heard by the first after {times[0] * 1000:.0f} ms, by the last after {times[-1] * 1000:.0f}"
        )
        await asyncio.sleep(wanted / 150 + 1)
    times = await _heard(browsers, b"event: bye", lambda: Session.objects.all().delete())
    print(f"all sessions end at once: the first browser is out after {times[0]:.2f} s, the last after {times[-1]:.2f}")

    most = max(connected, _memory(process))
    print(
        f"memory: {empty / 1e6:.0f} MB alone, {most / 1e6:.0f} MB with all, {(most - empty) / wanted / 1e3:.0f} kB each"
    )
    return 0 if most <= MEMORY_BUDGET else 1


async def _open(port: int, key: str) -> Browser:
    request = (
        f"GET /events?organization=bench HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        f"Origin: http://127.0.0.1:{settings.ENV.port}\r\nCookie: {settings.SESSION_COOKIE_NAME}={key}\r\n\r\n"
    )
    loop = asyncio.get_running_loop()
    _, browser = await loop.create_connection(lambda: Browser(request.encode()), "127.0.0.1", port)
    await asyncio.wait_for(browser.opened.wait(), 10)
    return browser


async def _heard(browsers: list[Browser], word: bytes, deed: Callable[[], object]) -> list[float]:
    """Do it, wait until everybody heard it, and say after how many seconds each did."""
    for browser in browsers:
        browser.at = 0.0
    Browser.word, Browser.waiting, Browser.all_heard = word, len(browsers), asyncio.Event()
    began = monotonic()
    await asyncio.to_thread(deed)
    await asyncio.wait_for(Browser.all_heard.wait(), 30)
    return sorted(browser.at - began for browser in browsers)


def _sign_in(people: int) -> tuple[int, list[str]]:
    """An organization, and that many agents with a session each."""
    organization = make_cast("bench").organization
    now = timezone.now()
    emails = [f"agent{n}@bench.example" for n in range(people)]
    identities = Identity.objects.bulk_create(Identity(email=email, password="!") for email in emails)
    with inside(organization):
        role = Agent.objects.first().role
        Agent.objects.bulk_create(Agent(identity=each, role=role, name=each.email) for each in identities)
    keys = [f"{n:032d}" for n in range(people)]
    Session.objects.bulk_create(
        Session(session_key=key, identity=each, started_at=now, seen_at=now, expire_date=now + timedelta(hours=1))
        for key, each in zip(keys, identities, strict=True)
    )
    return organization.pk, keys


@contextmanager
def _stream() -> Iterator[tuple[int, psutil.Process]]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {**os.environ, "ATENDA_STREAM_PORT": str(port), "ATENDA_LOG_LEVEL": "ERROR"}
    process = subprocess.Popen([sys.executable, "-m", "atenda.cli", "stream"], env=variables)
    try:
        sleep(5)
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(10)


def _family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def _memory(process: psutil.Process) -> int:
    """Of the process and its worker; what they share is counted once."""
    return sum(each.memory_full_info().pss for each in _family(process))


def _seconds(process: psutil.Process) -> float:
    return sum(sum(each.cpu_times()[:2]) for each in _family(process))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000))
