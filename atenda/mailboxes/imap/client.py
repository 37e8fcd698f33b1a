"""A line to an IMAP server: the judged address is called, the certificate compared with the name, and whatever the
server says, no more of it is read than one mail may have."""

from __future__ import annotations

import imaplib
import select
import socket
import ssl
from time import monotonic
from typing import Any

from imap_tools import BaseMailBox

from atenda.intake.limits import LARGEST_MAIL, MB
from atenda.mailboxes.models import Security
from atenda.server import outbound

TIMEOUT = 30.0  # seconds for one word of the server
MOST = LARGEST_MAIL + 25 * MB  # bytes of one answer …
WORDS = 8 * MB  # … and of them those that are no mail: lines, …
LEAST = 64  # … of which a short one costs us as much as this
PIECE = 65_536


class Client(imaplib.IMAP4):
    """imaplib's, on our way out. Raises what that raises, and OSError. `is_free` as `outbound.connect` has it.

    `seconds`: in which all is said, however little at a time the server says.
    """

    def __init__(
        self, host: str, port: int, security: str, *, is_free: bool = False, seconds: float | None = None
    ) -> None:
        self._security, self._is_free = security, is_free
        self._until = None if seconds is None else monotonic() + seconds
        self._context = ssl.create_default_context()
        self.left, self.words_left = MOST, WORDS
        self._buffer = bytearray()
        self._read_from: socket.socket | None = None
        super().__init__(host, port, TIMEOUT)
        self._encoding = "utf-8"
        if security == Security.STARTTLS:
            self.starttls(self._context)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        is_near = self._security == Security.NONE  # words go unsealed to near servers only
        line = outbound.connect(
            self.host, self.port, timeout=timeout or TIMEOUT, is_near=is_near, is_free=self._is_free
        )
        line.settimeout(TIMEOUT if self._until is None else max(0.001, min(TIMEOUT, self._until - monotonic())))
        if self._security != Security.TLS:
            return line
        try:
            return self._context.wrap_socket(line, server_hostname=self.host)
        except BaseException:
            line.close()
            raise

    def _command(self, name: str, *args: Any) -> Any:
        self.left, self.words_left = MOST, WORDS
        return super()._command(name, *args)  # type: ignore[misc]

    def read(self, size: int) -> bytes:
        self._spend(size)
        self._look_at_line()
        pieces = [bytes(self._buffer[:size])]
        del self._buffer[:size]
        missing = size - len(pieces[0])
        while missing:
            pieces.append(self._received(min(missing, PIECE)))
            missing -= len(pieces[-1])
        return b"".join(pieces)

    def readline(self) -> bytes:
        self._look_at_line()
        looked = 0
        while (end := self._buffer.find(b"\n", looked)) < 0:
            looked = self._fits(len(self._buffer))
            self._buffer += self._received(PIECE)
        self.words_left -= self._fits(max(end + 1, LEAST))
        line = bytes(self._buffer[: end + 1])
        del self._buffer[: end + 1]
        return line

    def has_more(self, seconds: float) -> bool:
        """Whether the server said something that was not read; it may take so long to."""
        self._look_at_line()
        is_here = self._buffer or getattr(self.sock, "pending", int)()
        return bool(is_here or select.select([self.sock], [], [], seconds)[0])

    def _look_at_line(self) -> None:
        """What came before TLS began counts for nothing after it."""
        if self._read_from is not self.sock:
            self._buffer.clear()
            self._read_from = self.sock

    def _received(self, most: int) -> bytes:
        if self._until is not None:
            if (left := self._until - monotonic()) <= 0:
                raise TimeoutError
            self.sock.settimeout(min(TIMEOUT, left))
        piece: bytes = self.sock.recv(most)
        if not piece:
            raise self.abort("the server hung up")
        return piece

    def _fits(self, size: int) -> int:
        if size > self.words_left:
            raise self.abort("the server says more than there is to say")
        return size

    def _spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise self.abort("the server says more than a mail may have")


class Box(BaseMailBox):
    """What imap-tools knows about folders, over our line."""

    client: Client

    def __init__(self, client: Client) -> None:
        self._client = client
        super().__init__()

    def _get_mailbox_client(self) -> Client:
        return self._client
