"""Lists of addresses: names, comments, groups and whatever programs write between commas (RFC 5322, 6531)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from atenda.intake.reading.shape import MOST_ADDRESSES, Address
from atenda.intake.reading.words import decoded, one_line, plain, values

LONGEST = 254  # RFC 5321: a path
_TOKEN = re.compile(
    r"(?P<word>=\?[^?\s]{1,80}\?[bBqQ]\?[^?]*\?=)"
    r'|(?P<quoted>"(?:[^"\\]|\\.)*"?)'
    r"|(?P<angle><[^<>]*>?)"
    r"|(?P<open>\()|(?P<close>\))|(?P<mark>[,;:])"
    r'|(?P<plain>(?:(?!=\?)[^",;:<>()])+|.)',
    re.S,
)
_ADDRESS = re.compile(r'(?:[^\s@"<>(),;:\\]{1,128}|"[^"\r\n]{1,128}")@(?:[^\s@"<>(),;:\\\[\]]{1,253}|\[[\w.:]{1,60}\])')
_INSIDE = re.compile(r"""(?<![^\s<(\[,;:'"])""" + _ADDRESS.pattern)


@dataclass(slots=True)
class _Box:
    """One address as it is being read."""

    words: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)  # of them, those that stood in no quotation marks
    comments: list[str] = field(default_factory=list)
    angle: str | None = None

    def read(self) -> Address | None:
        name = "".join(self.words)
        if self.angle is not None:
            address = _tidy(self.angle)
        else:
            address, name = _address_inside("".join(self.bare), name)
        if address is None:
            return None
        shown = one_line(decoded(name)).strip("'\" ") or one_line(decoded(" ".join(self.comments)))
        return Address(shown[:200], address)


def of(message: Message, *names: str) -> tuple[tuple[Address, ...], int]:
    """The first addresses of these headers, and how many there are in all."""
    found: list[Address] = []
    count = 0
    for name in names:
        for raw in values(message, name):
            for address in read(raw):
                count += 1
                if len(found) < MOST_ADDRESSES:
                    found.append(address)
    return tuple(found), count


def read(raw: str) -> Iterator[Address]:
    """Each address of a header. Names are decoded after the addresses are found, so that a name cannot become one.

    >>> [one.address for one in read('"Pena, Xoán" <xoan@Mar.example>, Amigos: a@b.example;')]
    ['xoan@mar.example', 'a@b.example']
    """
    box, depth, comment = _Box(), 0, ""
    for token in _TOKEN.finditer(raw):
        kind, text = token.lastgroup, token[0]
        if kind == "open":
            depth, comment = depth + 1, comment + (text if depth else "")
        elif kind == "close" and depth:
            depth -= 1
            if depth:
                comment += text
            else:
                box.comments.append(comment)
                comment = ""
        elif depth:
            comment += text
        elif kind == "angle":
            _take_angle(box, text)
        elif kind == "mark":
            if text == ":" and box.angle is None and "@" not in "".join(box.words):
                box = _Box()  # what stood before was the name of a group
                continue
            if (address := box.read()) is not None:
                yield address
            box = _Box()
        elif kind == "quoted" and raw[token.end() : token.end() + 1] != "@":
            box.words.append(_unquoted(text))
            box.bare.append(" ")
        else:
            box.words.append(text)
            box.bare.append(text)
    if (address := box.read()) is not None:
        yield address


def _take_angle(box: _Box, text: str) -> None:
    if box.angle is None or "@" not in box.angle:
        box.angle = text.strip("<>")


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text.removeprefix('"').removesuffix('"'))


def _tidy(raw: str) -> str | None:
    """`local@domain` with the domain in lower case; nothing where it is no address."""
    address = plain(raw).strip()
    if address.startswith("@"):  # a route of other times: <@a,@b:ana@mar.example>
        address = address.rpartition(":")[2]
    if not address.startswith('"'):
        address = re.sub(r"^mailto:", "", address, flags=re.I).strip(" '\"")
    if len(address) > LONGEST or not _ADDRESS.fullmatch(address) or not address.isprintable():
        return None
    local, _at, domain = address.rpartition("@")
    return f"{local}@{domain.lower().rstrip('.')}"


def _address_inside(bare: str, name: str) -> tuple[str | None, str]:
    """An address without brackets, alone or with a name beside it: «Ana Pena ana@mar.example»."""
    if (whole := _tidy(bare)) is not None:
        return whole, name.replace(bare.strip(), " ")
    found = _INSIDE.search(plain(bare)[:1000])
    return (_tidy(found[0]), name.replace(found[0], " ")) if found else (None, "")
