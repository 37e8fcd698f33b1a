"""One child process of the supervisor: started, watched, started again, ended."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from atenda.server.offspring import dies_with_us

SHORTEST_WAIT, LONGEST_WAIT = 0.3, 30.0
HEALTHY_AFTER = 20.0  # seconds alive after which earlier deaths are forgotten
LARGEST_LOG = 10_000_000


@dataclass
class Child:
    """`atenda <name>` in a process of its own."""

    name: str
    variables: dict[str, str]
    log_folder: Path | None
    deaths: int = 0
    started: float = 0.0
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def start(self) -> None:
        self.started = time.monotonic()
        log = self._log()
        self.process = subprocess.Popen(  # noqa: S603  our own command
            command(self.name),
            env={**os.environ, **self.variables, "ATENDA_PROCESS": self.name},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which ends the others in order
            preexec_fn=dies_with_us(signal.SIGTERM),
        )
        if log is not None:
            log.close()

    def is_due(self) -> bool:
        """Whether it is dead and has waited long enough: each quick death doubles the wait."""
        if self.process is not None and self.process.poll() is None:
            return False
        wait = min(SHORTEST_WAIT * 2**self.deaths, LONGEST_WAIT) if self.deaths else 0.0
        return time.monotonic() >= self.started + wait

    def died(self) -> str | None:
        """How it died, told once; None while it lives."""
        if self.process is None or self.process.poll() is None:
            return None
        code, self.process = self.process.returncode, None
        self.deaths = 1 if time.monotonic() - self.started > HEALTHY_AFTER else self.deaths + 1
        return f"killed by signal {-code}" if code < 0 else f"exit code {code}"

    def tell(self, word: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(word)

    def is_gone(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def _log(self) -> IO[Any] | None:
        """A file when a person is watching the terminal, ours to write through otherwise."""
        if self.log_folder is None:
            return None
        self.log_folder.mkdir(mode=0o700, exist_ok=True)
        path = self.log_folder / f"{self.name}.log"
        if path.exists() and path.stat().st_size > LARGEST_LOG:
            path.replace(path.with_suffix(".old.log"))
        return path.open("ab")


def command(*words: str) -> list[str]:
    """How to run an `atenda` command with this very Python."""
    return [sys.executable, "-m", "atenda.cli", *words]
