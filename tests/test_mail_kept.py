"""A desk whose worker is killed again and again while mails go out: none is lost, hardly one comes twice (6.03)."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from atenda.notices.tests.postbox import opened
from atenda.server.environment import socket_folder
from atenda.testing.desk import Desk

ACME = ["--name", "Acme", "--slug", "acme", "--language", "es", "--preset", "b2bgo"]
ACME += ["--admin-name", "Ana", "--email", "ana@acme.example", "--password-stdin"]
CASES, KILLS = 25, 4  # fewer than the brake allows one reader
OPEN_CASES = """
import sys
import django; django.setup()
from django.utils import timezone
from atenda.cases.opening import open_case
from atenda.customers.opening import open_contact
from atenda.customers.ways import Email
from atenda.notices.models import MailServer
from atenda.organizations.entering import inside
from atenda.organizations.models import Organization
port, many = map(int, sys.argv[1:])
with inside(Organization.objects.get(slug="acme")):
    MailServer.objects.create(host="127.0.0.1", port=port, security="none", from_address="avisos@acme.example")
    for number in range(many):
        now = timezone.now()
        contact = open_contact(name=f"Cliente {number}", emails=[Email(f"c{number}@cliente.example")], by=None, now=now)
        open_case(reference=f"Caso {number}", contact=contact, by=None, now=now)
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "data", more={"ATENDA_OUTBOUND_PRIVATE": "127.0.0.0/8"})
    yield desk
    if desk.process is not None and desk.process.poll() is None:
        desk.stop()


@pytest.mark.slow
def test_a_worker_killed_again_and_again_loses_no_mail(desk: Desk) -> None:
    with opened() as postbox:
        desk.start()
        assert desk.run("init", *ACME, typed="camelia-7-ponte\n").returncode == 0
        writer = subprocess.Popen(
            [sys.executable, "-c", OPEN_CASES, str(postbox.port), str(CASES)],
            env={**desk.variables, "DJANGO_SETTINGS_MODULE": "atenda.settings"},
        )
        for _ in range(KILLS):
            time.sleep(1.5)
            if worker := desk.part("worker"):
                worker.kill()
        assert writer.wait(60) == 0
        deadline = time.monotonic() + 150
        while states(desk) != {"sent": 2 * CASES} and time.monotonic() < deadline:
            pretend_minutes_passed(desk)
            time.sleep(1)
        assert states(desk) == {"sent": 2 * CASES}
        arrived = Counter(str(one["Message-ID"]) for one in postbox.arrived)
        assert len(arrived) == 2 * CASES
        assert sum(arrived.values()) - len(arrived) <= KILLS
        assert max(arrived.values()) <= 2


def states(desk: Desk) -> dict[str, int]:
    with database(desk) as connection:
        return dict(connection.execute("SELECT state, count(*) FROM notices_mail GROUP BY 1").fetchall())


def pretend_minutes_passed(desk: Desk) -> None:
    """For what the killed had in hand: whoever waits for a sign of life need not wait for it here."""
    with database(desk) as connection:
        connection.execute(
            "UPDATE notices_mail SET changed_at = changed_at - interval '5 minutes' WHERE state = 'sending'"
            " AND changed_at < now() - interval '5 seconds'"
        )
        connection.execute("UPDATE notices_mail SET due_at = now() WHERE state = 'waiting' AND due_at > now()")
        connection.execute("UPDATE notices_mailserver SET retry_at = NULL WHERE retry_at IS NOT NULL")


def database(desk: Desk) -> psycopg.Connection:
    return psycopg.connect(f"postgresql://atenda_owner@/atenda?host={socket_folder(desk.data)}&port=5432")
