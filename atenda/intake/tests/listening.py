"""Our mail server in a thread of the test, on ports of its own, and lines to it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections

from atenda.intake.doors.crowd import Crowd
from atenda.intake.doors.smtp import MailIn, listen
from atenda.server.mail_settings import MailSettings
from atenda.server.ports import this_or_a_free_one


@dataclass
class Listening:
    house: MailIn
    port: int
    lmtp_port: int

    def line(self, *, lmtp: bool = False) -> RawLine:
        return RawLine(self.lmtp_port if lmtp else self.port)


@contextmanager
def listening(
    folder: Path, *, crowd: Crowd | None = None, trusted: list[str] | None = None, **more: Any
) -> Iterator[Any]:
    port, lmtp_port = (this_or_a_free_one("127.0.0.1", 0) for _ in range(2))
    values = {"certificate": None, "key": None, **more}
    settings = MailSettings(
        bind="127.0.0.1",
        port=port,
        is_wished=True,
        lmtp_port=lmtp_port,
        name="mx.desk.example",
        trusted=["127.0.0.0/8"] if trusted is None else trusted,
        **values,
    )
    house = MailIn(settings, folder=folder, crowd=crowd)
    loop = asyncio.new_event_loop()
    ready, is_over = threading.Event(), asyncio.Event()

    async def run() -> None:
        doors = await listen(house)
        ready.set()
        await is_over.wait()
        for door in doors:
            door.close()
        for line in house.crowd.here():
            line.transport.close()
        await asyncio.sleep(0.02)
        for _ in range(8):
            house.threads.submit(connections.close_all)
        await house.stop()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    assert ready.wait(10)
    try:
        yield Listening(house, port, lmtp_port)
    finally:
        loop.call_soon_threadsafe(is_over.set)
        thread.join()
        loop.close()


class RawLine:
    """Bytes as they are, for what no client of the library would send."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.file = self.socket.makefile("rb")
        self.greeting = self.answer()

    def answer(self) -> str:
        """One answer, all its lines; nothing once the line is closed."""
        lines = []
        while line := self.file.readline():
            lines.append(line.decode().rstrip("\r\n"))
            if line[3:4] == b" ":
                break
        return "\n".join(lines)

    def say(self, words: bytes) -> str:
        self.socket.sendall(words + b"\r\n")
        return self.answer()

    def to(self, *recipients: str, sender: str = "rosa@cliente.example", hello: str = "EHLO") -> RawLine:
        """As far as DATA."""
        assert self.say(f"{hello} mx.cliente.example".encode())[:3] == "250"
        assert self.say(f"MAIL FROM:<{sender}>".encode())[:3] == "250"
        for one in recipients:
            assert self.say(f"RCPT TO:<{one}>".encode())[:3] == "250"
        assert self.say(b"DATA")[:3] == "354"
        return self

    def close(self) -> None:
        self.file.close()
        self.socket.close()
