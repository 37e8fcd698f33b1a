"""A child that reads one mail after the other: `python -m atenda.intake.reading.child`, asked by `pool.py`.

It takes a line of JSON for each mail and answers with one. It has no secrets, half a gigabyte, and nine seconds of work
for a mail; then the kernel ends it (4.4, 7.18). It goes when whoever asks it is gone."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import zlib
from pathlib import Path
from typing import Any, BinaryIO

from atenda.intake.reading.limits import CPU_SECONDS, LARGEST, MEMORY
from atenda.intake.reading.reading import read, read_bytes
from atenda.intake.reading.refusals import Unreadable
from atenda.intake.reading.telling import to_json

LARGEST_FILE = 100_000_000  # bytes it may write as one
LOOKS_AFTER = 2.0  # seconds between two looks at whether its parent lives


def main() -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever prints does not speak for us
    _limit()
    _go_with(os.getppid())
    answers.write(b"{}\n")
    answers.flush()
    for line in sys.stdin.buffer:
        _grant_seconds()
        answers.write(_answer(json.loads(line)).encode("utf-8", "replace") + b"\n")
        answers.flush()


def _answer(asked: dict[str, Any]) -> str:
    try:
        raw, folder = Path(asked["raw"]), Path(asked["folder"])
        if raw.suffix == ".gz":
            return to_json(read_bytes(_unpacked(raw), folder, trusted=asked["trusted"]))
        return to_json(read(raw, folder, trusted=asked["trusted"]))
    except Unreadable as unreadable:
        return json.dumps({"unreadable": unreadable.code})
    except MemoryError:
        return json.dumps({"unreadable": "too-much-memory"})
    except Exception as error:  # the mail is held with its raw bytes; a mistake of ours stops no other
        return json.dumps({"unreadable": "broken", "because": type(error).__name__})


def _unpacked(path: Path) -> bytes:
    """Never more than a mail may have, whatever the file claims."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        with path.open("rb") as file:
            raw = _bounded(unpacker, file)
    except (OSError, zlib.error):
        raise Unreadable("missing") from None
    if len(raw) > LARGEST:
        raise Unreadable("too-large")
    if not unpacker.eof:
        raise Unreadable("missing")
    return raw


def _bounded(unpacker: Any, file: BinaryIO) -> bytes:
    pieces, size = [], 0
    while size <= LARGEST and not unpacker.eof and (packed := unpacker.unconsumed_tail or file.read(1 << 20)):
        piece = unpacker.decompress(packed, 1 << 20)
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _grant_seconds() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _go_with(parent: int) -> None:
    """An idle child sees that nobody can ask it any more; a busy one looks."""

    def look(_signal: int, _frame: Any) -> None:
        if os.getppid() != parent:
            os._exit(1)

    signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, LOOKS_AFTER, LOOKS_AFTER)


if __name__ == "__main__":
    main()
