"""The data of a mail as they come over the line: only CRLF.CRLF ends them (2.12).

A bare LF or CR is a byte like any other. Servers that took «LF.LF» for the end let a sender hide a second mail, with an
envelope nobody checked, in the text of a first one (CVE-2023-51764).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

LINE_END = b"\r\n"
END = b"\r\n.\r\n"
IN_MEMORY = 1_000_000  # bytes; what is longer waits on the disk
HOLD = 64 * 1024


class Lines(asyncio.StreamReader):
    """A reader of commands: they end in CRLF and hold nothing that controls. Any other comes as an empty one."""

    async def readuntil(self, separator: Any = b"\n") -> bytes:
        if separator != b"\n":
            return await super().readuntil(separator)
        line = await super().readuntil(LINE_END)
        return LINE_END if any(sign < 32 or sign == 127 for sign in line[:-2]) else line

    def begin_data(self) -> None:
        """The line of DATA ended in CRLF, so a first line of one dot ends the data, too."""
        self._buffer[:0] = LINE_END  # type: ignore[attr-defined]


class TooMuch(Exception):
    """The sender goes on long after the largest mail."""


class Gathered:
    """The data of one mail. Whatever becomes of them, they are read to the end, so that the next command is one."""

    def __init__(self, *, largest: int, folder: Path) -> None:
        self.largest, self.size = largest, 0
        self.failure: OSError | None = None
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(folder))  # noqa: SIM115

    @property
    def is_too_large(self) -> bool:
        return self.size > self.largest

    async def read(self, reader: Lines, heard: Callable[[], None]) -> None:
        """Until the end of the data; `heard` is called with each piece. Raises TooMuch."""
        reader.begin_data()
        is_over = False
        while not is_over:
            try:
                piece = await reader.readuntil(END)
                is_over = True
            except asyncio.LimitOverrunError as error:
                piece = await reader.readexactly(error.consumed)
            heard()
            self._add(piece)
            if self.size > 2 * self.largest:
                raise TooMuch

    def raw(self) -> bytes:
        """The mail as it was written, without what the way put in: the dots and the end. Raises OSError."""
        if self.failure is not None:
            raise self.failure
        self._file.seek(0)
        return self._file.read()[:-3].replace(b"\r\n.", LINE_END)[2:]

    def close(self) -> None:
        self._file.close()

    def _add(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.failure is not None or self.is_too_large:
            return
        try:
            self._file.write(piece)
        except OSError as error:
            self.failure = error
