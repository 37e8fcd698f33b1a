"""`atenda serve`: everything in one tree. What dies is started again; what stops, stops together."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from types import FrameType

from atenda.server.backups.place import refuse_unfinished
from atenda.server.child import Child, command
from atenda.server.environment import Environment
from atenda.server.faults import ServerFault
from atenda.server.leftovers import Census
from atenda.server.locks import FileLock
from atenda.server.offspring import dies_with_us
from atenda.server.ports import is_free, refuse_if_taken, this_or_a_free_one
from atenda.server.postgres import Cluster, embedded

GLANCE = 0.1
FAREWELL = 8.0  # seconds children have to finish what they are doing
FIRST_PAGE = 60.0
DATABASE_GLANCE = 0.5


class StopAsked(Exception):
    """Somebody pressed Ctrl-C or sent a signal."""


@dataclass
class Supervisor:
    """Starts the parts in order, keeps them alive, and stops them in order."""

    environment: Environment
    say: Callable[[str], None]
    loads_sample: bool = False
    children: list[Child] = field(default_factory=list)
    cluster: Cluster | None = None
    is_stopping: bool = False

    def run(self) -> None:
        """Serve until told to stop. Raises ServerFault when it cannot even begin."""
        lock = self._only_one()
        for word in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(word, self._asked_to_stop)
        self.census = Census(self.environment.data)
        try:
            self._begin()
            self._watch()
        except StopAsked:
            self.say("Stopping.")
        finally:
            self._end()
            lock.release()

    def _only_one(self) -> FileLock:
        lock = FileLock(self.environment.data / "serve.lock")
        if not lock.take(wait=False):
            raise ServerFault(f"Atenda already runs with the data folder {self.environment.data}.")
        return lock

    def _begin(self) -> None:
        environment = self.environment
        refuse_unfinished(environment.data)
        if not (environment.static_root / "staticfiles.json").exists():
            raise ServerFault("The styles and scripts of the pages were not collected: run `make setup` first.")
        if self.census.end_leftovers():
            self.say("Ended what an earlier run had left behind.")
        refuse_if_taken(environment.bind, environment.port, "PORT")
        self._refuse_taken_mail_ports()
        stream_port = this_or_a_free_one(environment.bind, environment.stream_port)
        variables = {"ATENDA_STREAM_PORT": str(stream_port), "ATENDA_SUPERVISED": "1"}
        if environment.is_embedded:
            self.cluster = embedded(environment)
            self.cluster.start()
        self._step("prepare", *(["--demo-if-empty"] if self.loads_sample else []))
        logs = environment.data / "log" if sys.stdout.isatty() else None
        # The pages first: somebody is waiting for them, nobody yet for the others.
        self.children = [Child("web", variables, logs)]
        self._wait_for_first_page()
        self.children += [Child(name, variables, logs) for name in ("stream", "worker", *self._mail_server())]
        self._start_what_is_due()
        self.say(f"Atenda is at {environment.public_url}/ (Ctrl-C stops it).")

    def _refuse_taken_mail_ports(self) -> None:
        mail = self.environment.mail_in
        if mail.is_wished:
            for port, variable in ((mail.port, "ATENDA_MAIL_PORT"), (mail.lmtp_port, "ATENDA_LMTP_PORT")):
                if port is not None:
                    refuse_if_taken(mail.bind, port, variable)

    def _mail_server(self) -> list[str]:
        """Our own mail server. A port that nobody asked for and somebody else has is no reason not to work."""
        mail = self.environment.mail_in
        if not mail.is_on:
            return []
        if not mail.is_wished and mail.port is not None and not is_free(mail.bind, mail.port):
            self.say(f"Port {mail.port} is taken: our own mail server rests (ATENDA_MAIL_PORT names another port).")
            return []
        return ["mail-in"]

    def _step(self, *words: str) -> None:
        """One thing to finish before the next begins; its words go to the terminal."""
        process = subprocess.Popen(  # noqa: S603  our own command
            command(*words), stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=dies_with_us(signal.SIGTERM)
        )
        while process.poll() is None:
            if self.is_stopping:
                process.terminate()
                process.wait()
                raise StopAsked
            time.sleep(0.02)
        if process.returncode != 0:
            raise ServerFault("The database could not be prepared; the lines above say why.")

    def _watch(self) -> None:
        next_look = 0.0
        while not self.is_stopping:
            if time.monotonic() >= next_look:
                self._keep_database()
                next_look = time.monotonic() + DATABASE_GLANCE
            self._start_what_is_due()
            time.sleep(GLANCE)
        raise StopAsked

    def _start_what_is_due(self) -> None:
        changed = False
        for child in self.children:
            how = child.died()
            if how:
                self.say(f"{child.name} ended ({how}); starting it again.")
            if child.is_due():
                child.start()
                changed = True
        if changed:
            self.census.write([child.process.pid for child in self.children if child.process])

    def _keep_database(self) -> None:
        if self.cluster is None or self.cluster.is_running():
            return
        self.say("The database ended; starting it again.")
        try:
            self.cluster.start()
        except ServerFault as fault:
            self.say(str(fault))

    def _wait_for_first_page(self) -> None:
        deadline = time.monotonic() + FIRST_PAGE
        self._start_what_is_due()
        while not self._is_ready():
            if self.is_stopping:
                raise StopAsked
            if time.monotonic() > deadline:
                raise ServerFault("The pages do not come up; the lines above, or the log folder, say why.")
            time.sleep(0.03)
            self._start_what_is_due()

    def _is_ready(self) -> bool:
        bind = self.environment.bind
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)  # noqa: S104  asks, does not bind
        connection = http.client.HTTPConnection(host, self.environment.port, timeout=5)
        try:
            connection.request("GET", "/ready")
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _end(self) -> None:
        """Children first, together; then the database, so that their last words are kept."""
        for child in self.children:
            child.tell(signal.SIGTERM)
        deadline = time.monotonic() + FAREWELL
        while time.monotonic() < deadline and not all(child.is_gone() for child in self.children):
            time.sleep(0.02)
        for child in self.children:
            child.tell(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()
        if self.cluster is not None:
            self.cluster.stop()
        self.census.write([])

    def _asked_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        """The second time of asking ends at once; the kernel takes the children along."""
        if self.is_stopping:
            os._exit(1)
        self.is_stopping = True
