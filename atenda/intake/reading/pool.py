"""Warm children that read mails and may be killed: a bomb ends one child, and the next mail goes on (4.4, 7.18)."""

from __future__ import annotations

import json
import os
import queue
import select
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import atenda
from atenda.intake.reading import limits, telling
from atenda.intake.reading.refusals import Unreadable
from atenda.intake.reading.shape import ReadMail

MAILS_EACH = 300  # that one child reads before another takes its place
WEARING = ("too-much-memory", "broken")  # after which a child has not all its memory for the next mail
LARGE = 4_000_000  # bytes of a mail that leaves its child's memory in pieces
LONGEST_ANSWER = 64_000_000  # bytes
CHILD = "atenda.intake.reading.child"
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1", "PYTHONDONTWRITEBYTECODE": "1"}  # and no secret


class Gone(Exception):
    """The child ended, or was ended, before it answered."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Pool:
    """So many children, each with one mail at a time. May be asked by many threads."""

    def __init__(self, children: int = 1) -> None:
        self._free: queue.LifoQueue[_Child] = queue.LifoQueue()
        self._closed = threading.Event()
        for _ in range(children):
            self._free.put(_Child())

    def read(self, raw: Path, folder: Path, trusted: Sequence[str]) -> ReadMail:
        """The mail in this file, which may be packed (`.gz`). Its files are in the folder only if it was read.
        Raises Unreadable."""
        child = self._free.get()
        try:
            return child.read(raw, folder, trusted)
        except Unreadable:
            _empty(folder)
            raise
        finally:
            self._free.put(child)
            if self._closed.is_set():
                child.end()

    def close(self) -> None:
        """Ends the children that are idle now, the others when they have answered."""
        self._closed.set()
        with suppress(queue.Empty):
            while True:
                self._free.get_nowait().end()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class _Child:
    """A place in the pool: whoever sits there is replaced when it dies or has read enough."""

    def __init__(self) -> None:
        self._process = _start()
        self._greeted = False
        self._read = 0

    def read(self, raw: Path, folder: Path, trusted: Sequence[str]) -> ReadMail:
        question = json.dumps({"raw": str(raw), "folder": str(folder), "trusted": list(trusted)}).encode() + b"\n"
        self._be_ready()
        try:
            said = self._ask(question)
        except Gone as gone:
            self._replace()
            raise Unreadable(gone.code) from None
        self._read += 1
        try:
            mail = _believed(said)
        except Unreadable as unreadable:
            if unreadable.code in WEARING:
                self._replace()
            raise
        if self._read >= MAILS_EACH or len(said) > LARGE or _size(raw) > LARGE:
            self._replace()
        return mail

    def end(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._process.wait()

    def _be_ready(self) -> None:
        """One that died while nobody asked it anything died of nothing in a mail: the next one is asked."""
        for _ in range(3):
            try:
                if self._process.poll() is None:
                    if not self._greeted:
                        self._line(limits.CLOCK_SECONDS)
                        self._greeted = True
                    return
            except Gone:
                pass
            self._replace()
        raise Unreadable("broken")

    def _ask(self, question: bytes) -> bytes:
        try:
            assert self._process.stdin is not None
            self._process.stdin.write(question)
        except OSError:
            raise Gone(self._why()) from None
        return self._line(limits.CLOCK_SECONDS)

    def _line(self, patience: float) -> bytes:
        """Its answer, whole, in time and not endless."""
        assert self._process.stdout is not None
        pipe, until = self._process.stdout.fileno(), time.monotonic() + patience
        pieces: list[bytes] = []
        size = 0
        while (left := until - time.monotonic()) > 0 and size <= LONGEST_ANSWER:
            if not _is_readable(pipe, left):
                break
            piece = os.read(pipe, 1 << 20)
            if not piece:
                raise Gone(self._why())
            pieces.append(piece)
            size += len(piece)
            if piece.endswith(b"\n"):
                return b"".join(pieces)
        raise Gone("too-long")

    def _why(self) -> str:
        """What ended it: SIGXCPU and SIGKILL are the limits of its work."""
        with suppress(subprocess.TimeoutExpired):
            return "too-long" if self._process.wait(timeout=5) in (-24, -9) else "broken"
        return "broken"

    def _replace(self) -> None:
        self.end()
        self._process, self._greeted, self._read = _start(), False, 0


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  our own program, without a word of the mail among its arguments (3.14)
        [sys.executable, "-m", CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**ENVIRONMENT, "PYTHONPATH": str(Path(atenda.__file__).parent.parent)},
        cwd="/",
        bufsize=0,
        start_new_session=True,
    )


def _is_readable(pipe: int, patience: float) -> bool:
    waiting = select.poll()
    waiting.register(pipe, select.POLLIN | select.POLLHUP)
    return bool(waiting.poll(patience * 1000))


def _size(raw: Path) -> int:
    try:
        return raw.stat().st_size
    except OSError:
        return 0


def _believed(said: bytes) -> ReadMail:
    try:
        told: dict[str, Any] = json.loads(said)
        if "unreadable" not in told:
            return telling.from_json(told)
        code = str(told["unreadable"])
    except (ValueError, KeyError, TypeError):
        code = "broken"
    raise Unreadable(code)


def _empty(folder: Path) -> None:
    """What was written before it failed is no file of anything."""
    with suppress(OSError):
        for file in folder.iterdir():
            if telling.STORED.fullmatch(file.name):
                file.unlink()
