"""The stream as it really runs: its own process, its web server, a socket."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from time import monotonic

import pytest
from django.conf import settings

from atenda.live import announce
from atenda.live.tests.conftest import sign_in, wait_until
from atenda.testing.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Process:
    """`atenda stream`, running."""

    port: int
    process: subprocess.Popen[bytes]

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10)


@pytest.fixture
def stream(transactional_db: None) -> Iterator[Process]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {**os.environ, "ATENDA_STREAM_PORT": str(port), "ATENDA_LOG_LEVEL": "ERROR"}
    stream = Process(port, subprocess.Popen([sys.executable, "-m", "atenda.cli", "stream"], env=variables))
    try:
        assert wait_until(lambda: _status(port, "/ready") == 200, within=15)
        yield stream
    finally:
        announce.close()
        stream.end()


def test_a_browser_hears_changes_and_does_not_hold_up_the_end(stream: Process, acme: Cast) -> None:
    events = _listen(stream.port, sign_in(acme.agent), f"http://127.0.0.1:{settings.ENV.port}")
    assert events.status == 200
    assert events.readline().startswith(b"retry: ")
    while events.readline() != b"event: cases\n":  # said to whoever comes just after the start
        pass
    for _ in range(3):
        announce.announce(acme.organization.pk, [1])
        while events.readline() != b"event: cases\n":
            pass
    began = monotonic()
    assert stream.end() == 0
    assert monotonic() - began < 2
    assert b"bye" not in events.read(), "the browser comes back to the next process by itself"


def test_a_page_of_another_site_is_refused(stream: Process, acme: Cast) -> None:
    assert _listen(stream.port, sign_in(acme.agent), "http://evil.example").status == 403
    assert _status(stream.port, "/live") == 200


def _listen(port: int, cookie: str, origin: str) -> http.client.HTTPResponse:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}", "Origin": origin}
    asking.request("GET", "/events?organization=acme", headers=headers)
    return asking.getresponse()


def _status(port: int, path: str) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as asking:
        try:
            asking.request("GET", path)
            return asking.getresponse().status
        except OSError:
            return 0
