"""The door for files: opened by the few views that take them, for people who may send some; closed to all else.

A body is read before the view runs, so what is decided here is decided early: who is asking, how much they announce,
how many others are sending. Chunks go straight to disk (7.14).
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, TypeVar

import structlog
from django.http import HttpRequest

from atenda.files import limits, names
from atenda.files.kinds import is_program, kind_of
from atenda.files.refusals import Busy, EmptyFile, FileRefused, NoRoom, Program, TooLarge, TooMuch
from atenda.files.storage import Incoming
from atenda.staff.models import Agent

log = structlog.get_logger(__name__)
View = TypeVar("View", bound=Callable[..., Any])
SLOTS = BoundedSemaphore(limits.RECEIVED_AT_ONCE)
FIELDS_BESIDE = 200_000  # bytes of a request that are not files
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES}


@dataclass
class Received:
    """One file that came, still under its random name; `refusal` says why it will not be kept."""

    name: str
    size: int = 0
    kind: str = ""
    digest: bytes = b""
    path: Path | None = None
    refusal: FileRefused | None = None

    def close(self) -> None:
        """The request is over: what no verb put in its place goes."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)


@dataclass
class Receiver:
    """Takes the files of one request, one after the other."""

    refusal: FileRefused | None = None
    largest: int = limits.LARGEST_FILE
    together: int = limits.LARGEST_REQUEST
    total: int = 0
    _name: str = ""
    _incoming: Incoming | None = None
    _problem: FileRefused | None = None
    _holds_slot: bool = field(default=False, repr=False)

    @classmethod
    def of(
        cls, content_length: int, largest: int = limits.LARGEST_FILE, together: int = limits.LARGEST_REQUEST
    ) -> Receiver:
        """One that is ready, or that says at once why it will not listen."""
        if content_length > together + FIELDS_BESIDE:
            return cls(refusal=TooMuch(together))
        if not SLOTS.acquire(blocking=False):
            return cls(refusal=Busy())
        return cls(largest=largest, together=together, _holds_slot=True)

    def begin(self, name: str) -> None:
        self._name, self._problem, self._incoming = names.clean(name), None, None
        self._doing(self._open)

    def write(self, chunk: bytes) -> None:
        """What is over a limit is heard to its end, so that the answer arrives, but not kept."""
        self.total += len(chunk)
        if self._problem is not None or self._incoming is None:
            return
        if self._incoming.size + len(chunk) > self.largest:
            self._refuse(TooLarge(self.largest))
        elif self.total > self.together:
            self._refuse(TooMuch(self.together))
        else:
            incoming = self._incoming
            self._doing(lambda: incoming.write(chunk))

    def complete(self) -> Received:
        done = Received(self._name, refusal=self._problem)
        incoming, self._incoming = self._incoming, None
        if self._problem is not None or incoming is None:
            return done
        self._incoming = incoming
        self._doing(lambda: self._finish(incoming, done))
        done.refusal, self._incoming = self._problem, None
        return done

    def close(self) -> None:
        """Over, one way or another: nothing half received stays, and the next may come."""
        if self._incoming is not None:
            self._incoming.discard()
            self._incoming = None
        if self._holds_slot:
            self._holds_slot = False
            SLOTS.release()

    def _open(self) -> None:
        self._incoming = Incoming()

    def _finish(self, incoming: Incoming, done: Received) -> None:
        done.digest, done.size, done.path = incoming.finish(), incoming.size, incoming.path
        done.kind = kind_of(incoming.head, done.name)
        if incoming.size == 0:
            self._refuse(EmptyFile())
        elif is_program(incoming.head, done.name):
            self._refuse(Program())

    def _doing(self, deed: Callable[[], None]) -> None:
        try:
            deed()
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            log.error("no room for a file", reason=error.strerror)
            self._refuse(NoRoom())

    def _refuse(self, problem: FileRefused) -> None:
        self._problem = problem
        if self._incoming is not None:
            self._incoming.discard()
            self._incoming = None


def takes_files(
    may: Callable[[Agent], bool], *, largest: int = limits.LARGEST_FILE, together: int = limits.LARGEST_REQUEST
) -> Callable[[View], View]:
    """A view that files may be sent to, by those who may. To anybody else it listens until the first file begins."""

    def marked(view: View) -> View:
        def receiver(request: HttpRequest, content_length: int) -> Receiver | None:
            actor = getattr(request, "actor", None)
            return Receiver.of(content_length, largest, together) if actor is not None and may(actor) else None

        view.receiver = receiver  # type: ignore[attr-defined]
        return view

    return marked


def received(request: HttpRequest, name: str = "file") -> list[Received]:
    """The files of a field, in the order sent. Raises what made the door close before all were heard."""
    files: list[Any] = request.FILES.getlist(name)
    for handler in request.upload_handlers:
        receiver = getattr(handler, "receiver", None)
        if receiver is not None and receiver.refusal is not None:
            raise receiver.refusal
    return files
