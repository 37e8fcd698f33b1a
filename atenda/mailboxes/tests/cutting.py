"""A way to a server that is cut after so many bytes of its answers."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Thread


@dataclass
class Way:
    """`left` are the bytes the server may still say; None: as many as it likes."""

    port: int
    left: int | None = None
    lines: int = 0

    def take(self, size: int) -> int:
        if self.left is None:
            return size
        taken = min(size, self.left)
        self.left -= taken
        return taken


@contextmanager
def way_to(port: int) -> Iterator[Way]:
    listening = socket.create_server(("127.0.0.1", 0))
    way = Way(listening.getsockname()[1])

    def serve() -> None:
        with suppress(OSError):
            while True:
                near = listening.accept()[0]
                way.lines += 1
                far = socket.create_connection(("127.0.0.1", port))
                Thread(target=_pass, args=(near, far, None), daemon=True).start()
                Thread(target=_pass, args=(far, near, way), daemon=True).start()

    Thread(target=serve, daemon=True).start()
    try:
        yield way
    finally:
        listening.close()


def _pass(here: socket.socket, there: socket.socket, way: Way | None) -> None:
    with suppress(OSError):
        while piece := here.recv(4096):
            taken = way.take(len(piece)) if way else len(piece)
            there.sendall(piece[:taken])
            if taken < len(piece):
                break
    for one in (here, there):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
