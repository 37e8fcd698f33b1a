"""Run pg_dump or pg_restore to its end, with a glance now and then at how far it is."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable

from atenda.server.faults import ServerFault
from atenda.server.offspring import dies_with_us

GLANCE = 0.1
NO_ROOM = "No space left on device"


def run(
    command: list[str], surroundings: dict[str, str], *, meanwhile: Callable[[], None], forgiven: str | None = None
) -> None:
    """Raises ServerFault with its own words when it fails, but not when all it complains of is `forgiven`."""
    with tempfile.TemporaryFile("w+", errors="replace") as said:
        process = subprocess.Popen(  # noqa: S603  fixed words and our own paths
            command,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            start_new_session=True,
            umask=0o077,
            preexec_fn=dies_with_us(signal.SIGTERM),
        )
        try:
            while process.poll() is None:
                meanwhile()
                time.sleep(GLANCE)
        finally:
            _end(process)
        said.seek(0)
        words = said.read()
    if process.returncode != 0 and not (forgiven and _is_all(forgiven, words)):
        raise ServerFault(_why(command[0], words))


def _end(process: subprocess.Popen[bytes]) -> None:
    """With the helpers it started, which have its group."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _is_all(forgiven: str, words: str) -> bool:
    complaints = [line for line in words.splitlines() if " error: " in line]
    return bool(complaints) and all(forgiven in line for line in complaints)


def _why(program: str, words: str) -> str:
    if NO_ROOM in words:
        return "The disk is full."
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    first = next((line for line in lines if "error:" in line or "FATAL:" in line), lines[-1] if lines else "nothing")
    return f"{os.path.basename(program)} failed and said: {first}"  # noqa: PTH119  a name, not a path
