"""A desk is backed up at work, brought back elsewhere, and says nothing to anybody until it is released (6.35)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from atenda.notices.tests.postbox import free_port, opened
from atenda.server.child import command
from atenda.testing.desk import Desk
from tests.test_mail_kept import ACME, OPEN_CASES, database, states

CASES = 5
SWEEPS = 2


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from at_work(tmp_path / "desk")


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Desk]:
    yield from at_work(tmp_path / "copy")


def at_work(folder: Path) -> Iterator[Desk]:
    desk = Desk(folder, more={"ATENDA_OUTBOUND_PRIVATE": "127.0.0.0/8"})
    yield desk
    if desk.process is not None and desk.process.poll() is None:
        desk.stop()


@pytest.mark.slow
def test_a_restored_copy_sends_nothing_until_it_is_released(desk: Desk, copy: Desk, tmp_path: Path) -> None:
    desk.start()
    assert desk.run("init", *ACME, typed="camelia-7-ponte\n").returncode == 0
    port = free_port()  # nobody is there yet: the mails wait
    variables = {**desk.variables, "DJANGO_SETTINGS_MODULE": "atenda.settings"}
    subprocess.run([sys.executable, "-c", OPEN_CASES, str(port), str(CASES)], env=variables, check=True)
    desk.wait_until(lambda: states(desk) == {"waiting": 2 * CASES})
    assert desk.run("backup", "--to", str(tmp_path / "backups")).returncode == 0
    desk.stop()
    (backup,) = (tmp_path / "backups").glob("atenda-*[0-9]")
    kill_a_restore_halfway(copy, backup)
    refused = copy.run("serve")
    assert (refused.returncode, "was not finished: run `atenda restore` again" in refused.stderr) == (1, True)
    done = copy.run("restore", str(backup))
    assert done.returncode == 0, done.stdout + done.stderr
    with opened(port) as postbox:
        copy.start()
        with database(copy) as connection:
            connection.execute("UPDATE notices_mailserver SET trouble_since = NULL, retry_at = NULL, tries = 0")
            connection.execute("UPDATE notices_mail SET due_at = now()")
        for _ in range(SWEEPS):
            copy.look_for_what_is_due()
            time.sleep(2)  # for what it would have woken
        assert (postbox.connections, postbox.arrived, states(copy)) == (0, [], {"waiting": 2 * CASES})
        assert copy.run("release", "--send-all").stdout == "Released: acme.\n"
        copy.wait_until(lambda: states(copy) == {"sent": 2 * CASES})
        assert len({one["Message-ID"] for one in postbox.arrived}) == len(postbox.arrived) == 2 * CASES


def kill_a_restore_halfway(copy: Desk, backup: Path) -> None:
    going = subprocess.Popen(command("restore", str(backup)), env=copy.variables, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not (copy.data / "postgres" / "postmaster.pid").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert (copy.data / "restoring").exists()
    os.kill(going.pid, signal.SIGKILL)
    going.wait()
