"""A receiver on loopback that does as it is told: takes, refuses, hangs up, drips, never ends."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Taken:
    """One request that arrived whole."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        return json.loads(self.body)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """What arrived, and how the next ones are answered: `answer` of each, a 200 when there is none."""

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    answer: Callable[[Taken], bytes | Callable[[socket.socket], None]] = lambda taken: OK
    lines: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/in"

    @property
    def ids(self) -> list[str]:
        return [one.id for one in self.taken]


def answering(status: int, *headers: str, body: str = "") -> bytes:
    lines = [f"HTTP/1.1 {status} So", *headers, f"Content-Length: {len(body)}", "", body]
    return "\r\n".join(lines).encode()


@contextmanager
def receiving(port: int = 0, wrap: Callable[[socket.socket], socket.socket] | None = None) -> Iterator[Receiver]:
    receiver = Receiver()
    lines: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", port)) as server:
        receiver.port = server.getsockname()[1]

        def accept() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                receiver.lines += 1
                threading.Thread(target=serve, args=(line,), daemon=True).start()

        def serve(line: socket.socket) -> None:
            with suppress(OSError, ValueError, LookupError):  # hung up in the middle of a word
                line = wrap(line) if wrap else line
                lines.append(line)
                with line:
                    stream = line.makefile("rb")
                    while taken := _read(stream):
                        receiver.taken.append(taken)
                        answer = receiver.answer(taken)
                        if callable(answer):
                            answer(line)
                            return
                        line.sendall(answer)

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield receiver
        finally:
            server.shutdown(socket.SHUT_RDWR)  # who waits in accept() hears of it
            for line in lines:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)


def _read(stream: Any) -> Taken | None:
    first = stream.readline()
    if not first.strip():
        return None
    headers = {}
    while (line := stream.readline().strip()) != b"":
        name, _, value = line.decode("latin-1").partition(": ")
        headers[name.lower()] = value
    return Taken(first.split()[1].decode(), headers, stream.read(int(headers["content-length"])))
