"""What a signature is wrapped round. An S/MIME mail in one piece shows its words; it is not called genuine (2.9, 3.15).

Only as much of BER is read as leads to the content (RFC 5652); nothing is checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
SEQUENCE, OID, OCTETS, PIECES, WRAPPED = 0x30, 0x06, 0x04, 0x24, 0xA0
DEEPEST = 12
MOST = 50_000  # elements that are looked at


@dataclass(frozen=True, slots=True)
class _Element:
    tag: int
    start: int
    end: int
    after: int


class _Broken(Exception):
    """It is no BER, or goes too deep."""


def is_signed(data: bytes) -> bool:
    """Whether it says so itself: programs often say it nowhere else."""
    return data.startswith(b"\x30") and SIGNED_DATA in data[:32]


def content_of(data: bytes) -> bytes:
    """The mail inside; empty where there is none or it cannot be found."""
    try:
        return _content(_Reader(data))
    except (_Broken, IndexError, ValueError, StopIteration):
        return b""


def _content(reader: _Reader) -> bytes:
    outer = reader.element(0, 0)
    kind, wrapped = list(reader.inside(outer, 1))[:2]
    if outer.tag != SEQUENCE or reader.data[kind.start : kind.end] != SIGNED_DATA or wrapped.tag != WRAPPED:
        return b""
    signed = next(reader.inside(wrapped, 2))
    enclosed = next(one for one in reader.inside(signed, 3) if one.tag == SEQUENCE)
    found = next(one for one in reader.inside(enclosed, 4) if one.tag == WRAPPED)
    return b"".join(reader.octets(next(reader.inside(found, 5)), 6))


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self._left = data, MOST

    def octets(self, element: _Element, depth: int) -> Iterator[bytes]:
        if element.tag == OCTETS:
            yield self.data[element.start : element.end]
        elif element.tag == PIECES:
            for piece in self.inside(element, depth):
                yield from self.octets(piece, depth + 1)

    def inside(self, element: _Element, depth: int) -> Iterator[_Element]:
        at = element.start
        while at < element.end:
            one = self.element(at, depth)
            yield one
            at = one.after

    def element(self, at: int, depth: int) -> _Element:
        self._left -= 1
        if depth > DEEPEST or self._left < 0:
            raise _Broken
        tag, length, start = self.data[at], self.data[at + 1], at + 2
        if length == 0x80:
            return self._endless(tag, start, depth)
        if length > 0x80:
            start += length & 0x7F
            length = int.from_bytes(self.data[at + 2 : start], "big")
        if start + length > len(self.data):
            raise _Broken
        return _Element(tag, start, start + length, start + length)

    def _endless(self, tag: int, start: int, depth: int) -> _Element:
        """Without a length: up to the two zeros that end it."""
        at = start
        while self.data[at : at + 2] != b"\x00\x00":
            at = self.element(at, depth + 1).after
        return _Element(tag, start, at, at + 2)
