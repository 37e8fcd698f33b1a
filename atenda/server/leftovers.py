"""What an earlier run left behind when it was killed: found by number and birth, and ended."""

import contextlib
import json
import os
from pathlib import Path

import psutil

PATIENCE = 8  # seconds


class Census:
    """A file that lists our processes. A number alone proves nothing: the system gives it to others later."""

    def __init__(self, data: Path) -> None:
        self.path = data / "processes.json"

    def write(self, numbers: list[int]) -> None:
        """Replace the list, whole."""
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps([[number, born] for number in numbers if (born := _birth(number))]))
        draft.replace(self.path)

    def end_leftovers(self) -> int:
        """End those on the list that still live, with their children, and say how many there were."""
        left = [process for number, born in self._read() if (process := _same(number, born))]
        family = [*left, *(child for process in left for child in _children(process))]
        for process in family:
            with contextlib.suppress(psutil.Error):
                process.terminate()
        _, stubborn = psutil.wait_procs(family, timeout=PATIENCE)
        for process in stubborn:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(stubborn, timeout=PATIENCE)
        self.path.unlink(missing_ok=True)
        return len(family)

    def _read(self) -> list[tuple[int, float]]:
        try:
            return [(int(number), float(born)) for number, born in json.loads(self.path.read_text())]
        except (OSError, ValueError, TypeError):
            return []


def _birth(number: int) -> float | None:
    try:
        return psutil.Process(number).create_time()
    except psutil.Error:
        return None


def _same(number: int, born: float) -> psutil.Process | None:
    """The process on the list, if it is really that one, ours and alive."""
    try:
        process = psutil.Process(number)
        is_ours = abs(process.create_time() - born) < 1 and "atenda.cli" in process.cmdline()
    except psutil.Error:
        return None
    return process if is_ours and number != os.getpid() else None


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []
