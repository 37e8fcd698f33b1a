"""A desk one of whose organizations has a mail server that takes a line and says nothing: nobody else waits (6.13)."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from atenda.notices.tests.postbox import opened
from atenda.server.environment import socket_folder
from atenda.testing.desk import Desk

OPEN_CASES = """
import sys
import django; django.setup()
from django.utils import timezone
from atenda.notices.models import MailServer
from atenda.organizations.entering import inside
from atenda.testing import make
from atenda.testing.cast import make_cast
tarpit, sound = map(int, sys.argv[1:])
for slug, port in (("lento", tarpit), ("sano", sound)):
    cast = make_cast(slug)
    with inside(cast.organization):
        MailServer.objects.create(host="127.0.0.1", port=port, security="none", from_address=f"a@{slug}.example")
        make.case(slug, responsible=cast.agent, by=cast.colleague, now=timezone.now())
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "data", more={"ATENDA_OUTBOUND_PRIVATE": "127.0.0.0/8"})
    desk.start()
    yield desk
    if desk.process is not None and desk.process.poll() is None:
        desk.stop()


@contextmanager
def a_tarpit() -> Iterator[tuple[int, list[Any]]]:
    """Takes every call, and is silent."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=50)
    listener.settimeout(0.05)
    try:
        yield listener.getsockname()[1], [listener]
    finally:
        listener.close()


@pytest.mark.slow
def test_one_silent_server_holds_nobody_else(desk: Desk) -> None:
    with a_tarpit() as (tarpit, _held), opened() as postbox:
        written = subprocess.run(
            [sys.executable, "-c", OPEN_CASES, str(tarpit), str(postbox.port)],
            env={**desk.variables, "DJANGO_SETTINGS_MODULE": "atenda.settings"},
            check=False,
            timeout=60,
        )
        assert written.returncode == 0
        began = time.monotonic()
        within(25, began, lambda: len(postbox.arrived) == 3)
        # Both have been told by the bell: jobs of other kinds go on too. Pages answer while the line is silent.
        within(25, began, lambda: asked(desk, "SELECT count(*) FROM notices_notice") == 4)
        assert asked(desk, "SELECT count(*) FROM notices_mail WHERE state = 'waiting'") == 3
        assert sorted(answer_time(desk) for _ in range(20))[10] < 1
        # The silent one is left in time, and said to be in trouble.
        within(120, began, lambda: asked(desk, "SELECT count(*) FROM notices_mailserver WHERE trouble <> ''") == 1)
        assert asked(desk, "SELECT sum(doubts) FROM notices_mail") == 0


def within(seconds: float, began: float, is_so: Callable[[], object]) -> None:
    while not is_so():
        assert time.monotonic() - began < seconds, "it took too long"
        time.sleep(0.1)


def answer_time(desk: Desk) -> float:
    began = time.perf_counter()
    assert desk.ask("/accounts/login/") == 200
    return time.perf_counter() - began


def asked(desk: Desk, question: str) -> Any:
    with psycopg.connect(f"postgresql://atenda_owner@/atenda?host={socket_folder(desk.data)}&port=5432") as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type]
        assert row is not None
        return row[0]
