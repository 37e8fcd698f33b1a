"""The embedded PostgreSQL server: made on first run, started, adopted, stopped."""

import os
import re
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from atenda.server import cluster_roles
from atenda.server.binaries import Programs, programs
from atenda.server.cluster_settings import HOST_BASED_ACCESS, configuration
from atenda.server.environment import Environment
from atenda.server.faults import ServerFault
from atenda.server.locks import held
from atenda.server.offspring import dies_with_us
from atenda.server.system_user import SystemUser, database_user, make_passable, make_readable

PATIENCE = 60.0  # seconds: crash recovery after a hard stop takes a while on a slow disk
GLANCE = 0.02


@dataclass
class Cluster:
    """One PostgreSQL cluster in a data folder, reached only through its socket."""

    data: Path
    socket: Path
    for_tests: bool = False
    outlives_us: bool = False
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False, repr=False)

    @property
    def folder(self) -> Path:
        return self.data / "postgres"

    @property
    def version(self) -> int | None:
        """The major version that wrote the files; None before there are any."""
        file = self.folder / "PG_VERSION"
        return int(file.read_text()) if file.exists() else None

    def start(self) -> None:
        """Make it if need be, start it or adopt the one that runs, and return when it answers."""
        with held(self.data / "postgres.lock"):
            user = database_user()
            chosen = programs(self.version)
            self._prepare_folders(chosen, user)
            if self.version is None:
                self._initialise(chosen, user)
            self._write_configuration(chosen, user)
            self._wait_until_ready(chosen, user)
            cluster_roles.ensure(self.socket)

    def is_running(self) -> bool:
        return self._status() == "ready"

    def stop(self) -> None:
        """End sessions and stop within seconds; nothing committed is lost. Harmless when not running."""
        for word in (signal.SIGINT, signal.SIGQUIT):
            server = self._server()
            if server is None:
                return
            server.send_signal(word)
            if self._is_gone(within=15):
                return
        raise ServerFault("PostgreSQL does not stop; see the log folder beside its data.")

    def pid(self) -> int | None:
        """The running server's process id."""
        server = self._server()
        return server.pid if server else None

    def _prepare_folders(self, chosen: Programs, user: SystemUser | None) -> None:
        """The socket's folder belongs to the server alone, so being able to enter it is the password.

        Nothing is done to a folder, or through a link, that somebody else put in its place.
        """
        self.data.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            self.socket.mkdir(mode=0o700, parents=True)
        found = self.socket.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), user.uid if user else os.geteuid()}:
            raise ServerFault(f"{self.socket} belongs to somebody else: remove it.")
        if user:
            make_passable(self.folder)
            make_readable(chosen.folder.parent)
            make_passable(self.socket)
            user.owns(self.socket)
        self.socket.chmod(0o700)

    def _initialise(self, chosen: Programs, user: SystemUser | None) -> None:
        """Make the cluster beside its place and move it there whole: half a cluster is never found."""
        draft = self.data / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if user:
            user.owns(draft)
        locale = ["--locale=C.UTF-8"]
        if chosen.version >= 17:
            locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command = [chosen.path("initdb"), "--pgdata", str(draft), "--username=postgres", "--auth=trust"]
        command += ["--encoding=UTF8", "--data-checksums", *locale, *(["--no-sync"] if self.for_tests else [])]
        made = subprocess.run(  # noqa: S603  fixed words and our own paths
            command,
            capture_output=True,
            text=True,
            check=False,
            env=_plain_environment(),
            cwd="/",
            preexec_fn=dies_with_us(signal.SIGKILL),  # it would write where the next start clears up
            **_as(user),
        )
        if made.returncode != 0:
            raise ServerFault(f"PostgreSQL could not make its files: {_first_complaint(made.stderr)}")
        with (draft / "postgresql.conf").open("a") as file:
            file.write("\ninclude = 'atenda.conf'         # written by Atenda at every start\n")
            file.write("include_if_exists = 'local.conf'  # yours\n")
        (draft / "pg_hba.conf").write_text(HOST_BASED_ACCESS)
        draft.rename(self.folder)

    def _write_configuration(self, chosen: Programs, user: SystemUser | None) -> None:
        """Beside its place, then moved there: root writes through no link in a folder that is the server's."""
        draft = self.folder / "atenda.conf.new"
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(configuration(self.socket, chosen.version, for_tests=self.for_tests))
            if user:
                os.fchown(file.fileno(), user.uid, user.gid)
        draft.replace(self.folder / "atenda.conf")

    def _wait_until_ready(self, chosen: Programs, user: SystemUser | None) -> None:
        """Start as often as it takes: right after a crash the old processes may still hold their lock."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self._status() == "ready":
                return
            if self._server() is None and (self._process is None or self._process.poll() is not None):
                if self._process is not None:
                    self._forget_stale_lock()
                    time.sleep(0.2)
                self._spawn(chosen, user)
            time.sleep(GLANCE)
        raise ServerFault(f"PostgreSQL does not start: {_last_line(self._start_log().read_text(errors='replace'))}")

    def _spawn(self, chosen: Programs, user: SystemUser | None) -> None:
        with self._start_log().open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603  fixed words and our own paths
                [chosen.path("postgres"), "-D", str(self.folder)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_plain_environment(),
                start_new_session=True,
                preexec_fn=None if self.outlives_us else dies_with_us(signal.SIGINT),
                **_as(user),
            )

    def _start_log(self) -> Path:
        return self.data / "postgres-start.log"

    def _server(self) -> psutil.Process | None:
        """The server that has our files open, by its own lock file; None when that is a leftover."""
        lines = self._lock_file()
        try:
            server = psutil.Process(int(lines[0])) if lines else None
            return server if server and str(self.folder) in server.cmdline() else None
        except (ValueError, psutil.Error):
            return None

    def _status(self) -> str | None:
        lines = self._lock_file()
        return lines[7].strip() if len(lines) > 7 and self._server() else None

    def _lock_file(self) -> list[str]:
        try:
            return (self.folder / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def _forget_stale_lock(self) -> None:
        """After a restart of the machine another program may have the server's old number."""
        if self._server() is None and not any(self._works_here(process) for process in psutil.process_iter()):
            (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def _works_here(self, process: psutil.Process) -> bool:
        try:
            return process.name() == "postgres" and Path(process.cwd()) == self.folder
        except psutil.NoSuchProcess:
            return False
        except psutil.Error:
            return process.pid != os.getpid() and "postgres" in process.name()

    def _is_gone(self, within: float) -> bool:
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if self._process is not None:
                self._process.poll()
            if self._server() is None:
                return True
            time.sleep(GLANCE)
        return False


def embedded(environment: Environment) -> Cluster:
    """The cluster of a data folder."""
    return Cluster(environment.data, environment.socket_folder)


@contextmanager
def database_running(environment: Environment) -> Iterator[None]:
    """For one command: the embedded server runs meanwhile, and stops after if it did not run before."""
    cluster = embedded(environment)
    if not environment.is_embedded or cluster.is_running():
        yield
        return
    cluster.start()
    try:
        yield
    finally:
        cluster.stop()


def _as(user: SystemUser | None) -> dict[str, Any]:
    return user.process_options if user else {}


def _plain_environment() -> dict[str, str]:
    """PostgreSQL reads PG… and LC_… variables; ours must not depend on who starts it."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}


def _first_complaint(text: str) -> str:
    """What went wrong, and not what went wrong in clearing up after it."""
    complaints = [line.strip() for line in text.splitlines() if re.search(r"\b(FATAL|PANIC|ERROR|error):", line)]
    return complaints[0] if complaints else _last_line(text)


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing."
