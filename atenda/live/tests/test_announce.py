"""How changes leave a process: few, soon, and never in the way of a request."""

from __future__ import annotations

import os
from collections.abc import Iterator
from threading import Thread
from time import monotonic, sleep

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from atenda.live.announce import Announcer
from atenda.live.changes import CHANNEL, Change
from atenda.live.database import parameters

pytestmark = pytest.mark.django_db


@pytest.fixture
def announcer() -> Iterator[Announcer]:
    announcer = Announcer()
    yield announcer
    announcer.close()


@pytest.fixture
def ear(db: None) -> Iterator[psycopg.Connection]:
    with psycopg.connect(**parameters(settings.DATABASES["default"], "atenda test")) as ear:
        ear.execute(f"LISTEN {CHANNEL}")
        yield ear


def heard(ear: psycopg.Connection, within: float = 1.0, most: int | None = None) -> list[str]:
    return [notify.payload for notify in ear.notifies(timeout=within, stop_after=most)]


def test_the_first_change_is_announced_at_once(announcer: Announcer, ear: psycopg.Connection) -> None:
    announcer.announce(7, {3, 1})
    assert heard(ear, 0.15, most=1) == ["7:1,3"]


def test_a_thousand_changes_in_a_storm_are_few_announcements(announcer: Announcer, ear: psycopg.Connection) -> None:
    began = monotonic()
    for case_id in range(1000):
        announcer.announce(7, [case_id])
        sleep(0.0005)
    lasted = monotonic() - began
    payloads = heard(ear, 0.6)
    assert 2 <= len(payloads) <= 2 + lasted / 0.2
    named = [Change.read(payload) for payload in payloads]
    assert all(change is not None and (change.cases is None or len(change.cases) <= 200) for change in named)


def test_organizations_do_not_wait_for_one_another(announcer: Announcer, ear: psycopg.Connection) -> None:
    for organization_id in range(20):
        announcer.announce(organization_id, [1])
    assert len(heard(ear, 0.5, most=20)) == 20


def test_too_many_cases_are_many_and_fit_into_a_notify(announcer: Announcer, ear: psycopg.Connection) -> None:
    announcer.announce(7, range(100_000))
    announcer.announce(8, range(2**63 - 200, 2**63))
    short, long = sorted(heard(ear, 0.5, most=2), key=len)
    assert short == "7:many"
    assert len(long) <= 8000


def test_nothing_changed_is_not_announced(announcer: Announcer, ear: psycopg.Connection) -> None:
    announcer.announce(7, [])
    assert heard(ear, 0.3) == []


def test_a_lost_connection_is_made_anew_and_nothing_is_lost(announcer: Announcer, ear: psycopg.Connection) -> None:
    announcer.announce(7, [1])
    assert heard(ear, 1, most=1) == ["7:1"]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s"
            " AND datname = current_database()",
            ["atenda announcer"],
        )
    announcer.announce(7, [2])
    assert heard(ear, 2, most=1) == ["7:2"]


def test_a_database_that_is_away_neither_delays_nor_loses(
    announcer: Announcer, ear: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setitem(settings.DATABASES["default"], "HOST", "/nowhere")
        began = monotonic()
        for case_id in range(1, 4):
            announcer.announce(7, [case_id])
        assert monotonic() - began < 0.05
        sleep(0.3)
    assert heard(ear, 3, most=1) == ["7:1,2,3"]


def test_closing_says_what_is_left_and_the_next_announcement_begins_anew(
    announcer: Announcer, ear: psycopg.Connection
) -> None:
    announcer.announce(7, [1])
    announcer.announce(7, [2])
    announcer.close()
    announcer.announce(7, [3])
    assert ",".join(heard(ear, 0.6)).replace("7:", "") == "1,2,3"


def test_many_threads_announce_safely(announcer: Announcer, ear: psycopg.Connection) -> None:
    threads = [Thread(target=announcer.announce, args=(7, [n])) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    named = {case for payload in heard(ear, 0.6) for case in payload.removeprefix("7:").split(",")}
    assert named == {str(n) for n in range(50)}


def test_a_forked_process_announces_by_itself(ear: psycopg.Connection) -> None:
    from atenda.live import announce as module

    module.announce(7, [1])
    assert heard(ear, 1, most=1) == ["7:1"]
    child = os.fork()
    if child == 0:
        module.announce(8, [2])
        module.close()
        os._exit(0)
    os.waitpid(child, 0)
    module.announce(7, [3])
    assert sorted(heard(ear, 1, most=2)) == ["7:3", "8:2"]
    module.close()


@pytest.mark.parametrize("payload", ["", "echo", "7", "7:", "x:1", "7:x", "7:1,"])
def test_what_is_not_a_change_is_ignored(payload: str) -> None:
    assert Change.read(payload) is None
