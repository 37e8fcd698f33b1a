"""A whole desk of its own for a test: `atenda serve` in a folder and on ports nobody else uses."""

import http.client
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg

from atenda.server.child import command
from atenda.server.database_urls import DATABASE, OWNER_ROLE, embedded
from atenda.server.environment import socket_folder
from atenda.server.ports import this_or_a_free_one
from atenda.testing import ready_cluster

PATIENCE = 90.0  # seconds; only a failing test waits that long

SWEEP = (
    "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
    """ VALUES ('reactions', 'atenda.notices.jobs.sweep', '{"timestamp": 0}') RETURNING id"""
)


@dataclass
class Desk:
    """One `atenda serve` under test, started and hit as often as a test likes."""

    data: Path
    port: int = field(default_factory=lambda: this_or_a_free_one("127.0.0.1", 0))
    more: dict[str, str] = field(default_factory=dict)
    from_nothing: bool = False
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def variables(self) -> dict[str, str]:
        """The environment of a machine that knows nothing of tests."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith("ATENDA_")}
        ours = {"ATENDA_DATA": str(self.data), "PORT": str(self.port), "ATENDA_MAIL_PORT": "off"}
        return {**plain, **ours, **self.more}

    @property
    def log(self) -> Path:
        """What it says goes into a file: a pipe that nobody reads is full some day, and whoever writes then waits."""
        return self.data.with_name(f"{self.data.name}.log")

    def start(self) -> None:
        """Start and wait for the first page."""
        self.launch()
        self.wait_until(self.is_ready)

    def launch(self) -> "subprocess.Popen[bytes]":
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if not self.from_nothing and "ATENDA_DATABASE_URL" not in self.more:
            ready_cluster.put_into(self.data)
        self.log.unlink(missing_ok=True)  # what is left of an earlier run still writes into its own
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command("serve"), env=self.variables, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        return self.process

    def run(self, *words: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        """One `atenda` command beside it."""
        return subprocess.run(
            command(*words), env=self.variables, input=typed, capture_output=True, text=True, check=False, timeout=60
        )

    def ask(self, path: str) -> int:
        """The status of a page; 0 when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def is_ready(self) -> bool:
        return self.ask("/ready") == http.HTTPStatus.OK

    def part(self, name: str) -> psutil.Process | None:
        """The living process of one part: web, stream, worker, mail-in, or the database."""
        if name == "database":
            lock = self.data / "postgres" / "postmaster.pid"
            return psutil.Process(int(lock.read_text().split()[0])) if lock.exists() else None
        for child in self._family():
            if child.ppid() == self._supervisor().pid and child.cmdline()[-1:] == [name]:
                return child
        return None

    def page_worker(self) -> psutil.Process | None:
        """One of the processes that answer pages."""
        web = self.part("web")
        return next(iter(web.children()), None) if web else None

    def look_for_what_is_due(self) -> None:
        """What the worker does by itself every twenty seconds (`notices/sweeping.py`), now; until it has done it."""
        with self.database() as connection:
            found = connection.execute(SWEEP).fetchone()
        assert found is not None
        self.wait_until(lambda: not self._is_on_record(found[0]))

    def database(self) -> "psycopg.Connection":
        """As the owner."""
        return psycopg.connect(embedded(socket_folder(self.data), OWNER_ROLE, DATABASE))

    def kill_everything(self) -> None:
        """As a machine that loses its memory would: no part may say a last word."""
        family = [self._supervisor(), *self._family()]
        for process in family:
            process.suspend()
        for process in family:
            process.kill()
        psutil.wait_procs(family, timeout=PATIENCE)

    def stop(self) -> str:
        """Ask it to stop; what it said all the while."""
        if self.process is None:
            return ""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=PATIENCE)
        return self.said()

    def said(self) -> str:
        """What it said since it was started last."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def wait_until(self, is_so: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not _quietly(is_so):
            if time.monotonic() > deadline:
                raise TimeoutError(f"It never came to be: {is_so}. The desk said: {self.stop()}")
            if self.process is not None and self.process.poll() is not None:
                raise RuntimeError(f"The desk ended: {self.said()}")
            time.sleep(0.05)

    def _is_on_record(self, job: int) -> bool:
        with self.database() as connection:
            return connection.execute("SELECT FROM procrastinate_jobs WHERE id = %s", [job]).rowcount > 0

    def _supervisor(self) -> psutil.Process:
        assert self.process is not None
        return psutil.Process(self.process.pid)

    def _family(self) -> list[psutil.Process]:
        return self._supervisor().children(recursive=True)


def _quietly(is_so: Callable[[], object]) -> bool:
    """A process that ends while it is looked at is simply not there."""
    try:
        return bool(is_so())
    except psutil.Error:
        return False
