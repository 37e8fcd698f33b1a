"""Why a mail was not read. It is held with its raw bytes, and can be read again (2.10, 4.4)."""

from __future__ import annotations


class Unreadable(Exception):
    """`code` is one of: too-large, too-many-headers, too-long-headers, too-many-parts, too-deep, too-long (it took
    too much time), too-much-memory, broken (the reader itself failed), missing (no such file, or not unpacked)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
