"""Have a file read by a child that may be killed, so that a bomb hurts nobody (7.16, 7.18)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import atenda
from atenda.importing.reading import copying
from atenda.importing.reading.refusals import NAMED, Bomb

MEMORY = 1_200_000_000  # bytes: the words of the largest spreadsheet that is read at all
LONGEST = 1_200.0  # seconds, when nobody waits for it


def read_apart(path: Path, target: Path, chosen: dict[str, str], *, patience: float = LONGEST) -> dict[str, Any]:
    """As `copying.copied` says it. Raises CannotRead, TimeoutError for what takes longer than somebody waits."""
    words = [str(path), str(target), json.dumps(chosen), str(MEMORY), str(int(LONGEST))]
    try:
        done = subprocess.run(  # noqa: S603  our own program, and paths we made
            [sys.executable, "-m", copying.__name__, *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=patience,
            env={"PYTHONPATH": str(Path(atenda.__file__).parent.parent), "LC_ALL": "C.UTF-8"},
            check=True,
        )
    except subprocess.TimeoutExpired:
        if patience < LONGEST:
            raise TimeoutError from None
        raise Bomb from None
    except subprocess.CalledProcessError:  # killed by its limits, or by the machine
        raise Bomb from None
    said: dict[str, Any] = json.loads(done.stdout)
    if "refused" in said:
        name, of = json.loads(said["refused"])
        raise NAMED[name](**of)
    return said
