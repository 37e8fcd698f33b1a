"""Ask another machine by HTTP: one request, one answer, and nothing that its server says or does costs us more.

All of it takes ten seconds at the most, name and TLS included; 64 KB are read unless the caller says otherwise, headers
included, and never unpacked;
a redirect is an answer like any other (3.61). Where one may go is `outbound.py`'s (3.60).
"""

from __future__ import annotations

import http.client
import io
import re
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv6Address
from time import monotonic
from urllib.parse import quote, urlsplit

from atenda.server import outbound

LONGEST = 10.0  # seconds for all of it
MOST = 64 * 1024  # bytes of an answer, its headers among them
LONGEST_URL = 1000
PORTS = {"https": 443, "http": 80}
LOWEST = 1024  # other ports are of services nobody means: mail, names, remote shells
LABELS = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\Z")


class BadUrl(ValueError):
    """Not an address that could be called."""


class Broken(OSError):
    """No answer came, or none that is HTTP."""


@dataclass(frozen=True)
class Target:
    """Where a request goes."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    is_whole: bool  # false: there was more than we read


def target_of(url: str) -> Target:
    """What an address names. Raises BadUrl for whatever two programs could read in two ways."""
    if len(url) > LONGEST_URL or any(sign.isspace() or not sign.isprintable() or sign == "\\" for sign in url):
        raise BadUrl(url)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadUrl(url) from error
    if parts.scheme not in PORTS or "@" in parts.netloc or parts.fragment or not parts.hostname:
        raise BadUrl(url)
    port = PORTS[parts.scheme] if port is None else port
    if port not in PORTS.values() and port < LOWEST:
        raise BadUrl(url)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    return Target(parts.scheme, _host(parts.hostname), port, f"{path}?{query}" if query else path)


def _host(name: str) -> str:
    """A name, or an address as it is always written: no decimal, octal or shortened one, no zone."""
    if ":" in name:
        try:
            return str(IPv6Address(name)) if "%" not in name else _refuse(name)
        except ValueError as error:
            raise BadUrl(name) from error
    try:
        ascii_name = name.rstrip(".").encode("idna").decode().lower()
    except UnicodeError as error:
        raise BadUrl(name) from error
    if not LABELS.match(ascii_name) or len(ascii_name) > 253:
        raise BadUrl(name)
    last = ascii_name.rpartition(".")[2]
    if last.isdigit() or re.match(r"0x[0-9a-f]*\Z", last):  # such a name is read as an address
        try:
            return str(IPv4Address(ascii_name))
        except ValueError as error:
            raise BadUrl(name) from error
    return ascii_name


def _refuse(name: str) -> str:
    raise BadUrl(name)


class Line:
    """A connection to one target, for as many requests as its server likes; opened when it is needed.

    `is_free` as `outbound.connect` has it.
    """

    def __init__(self, target: Target, *, opened: Sequence[str], is_free: bool = False) -> None:
        self._target, self._opened, self._is_free = target, opened, is_free
        self._socket: socket.socket | None = None

    def post(self, body: bytes, headers: Mapping[str, str], *, timeout: float = LONGEST) -> Answer:
        """One request. Raises outbound.Forbidden, outbound.Unknown, TimeoutError, Broken or another OSError."""
        return self._request("POST", body, headers, MOST, timeout)

    def get(self, headers: Mapping[str, str], *, most: int = MOST, timeout: float = LONGEST) -> Answer:
        """As `post`, of whose answer so many bytes are read."""
        return self._request("GET", b"", headers, most, timeout)

    def _request(self, verb: str, body: bytes, headers: Mapping[str, str], most: int, timeout: float) -> Answer:
        until = monotonic() + timeout
        was_open = self._socket is not None
        try:
            return self._ask(verb, body, headers, most, until)
        except TimeoutError:
            self.close()
            raise
        except (OSError, http.client.HTTPException) as error:
            self.close()
            if not was_open:
                raise _as_broken(error) from error
        try:  # a line that stood open may have been hung up meanwhile: once more, on a new one
            return self._ask(verb, body, headers, most, until)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise _as_broken(error) from error

    def close(self) -> None:
        if self._socket is not None:
            with suppress(OSError):
                self._socket.close()
            self._socket = None

    def _ask(self, verb: str, body: bytes, headers: Mapping[str, str], most: int, until: float) -> Answer:
        if self._socket is None:
            self._socket = self._dial(until)
        lines = [f"{verb} {self._target.path} HTTP/1.1", f"Host: {self._target.authority}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += ["Accept-Encoding: identity", *([f"Content-Length: {len(body)}"] if verb == "POST" else []), "", ""]
        self._socket.settimeout(_left(until))
        self._socket.sendall("\r\n".join(lines).encode("latin-1") + body)
        return self._read(self._socket, verb, most, until)

    def _dial(self, until: float) -> socket.socket:
        target = self._target
        line = outbound.connect(
            target.host,
            target.port,
            timeout=_left(until),
            opened=self._opened,
            is_near=target.scheme == "http",  # words go unsealed to near servers only
            is_free=self._is_free,
        )
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if target.scheme == "http":
            return line
        try:
            line.settimeout(_left(until))
            return _tls().wrap_socket(line, server_hostname=target.host)
        except BaseException:
            line.close()
            raise

    def _read(self, line: socket.socket, verb: str, most: int, until: float) -> Answer:
        bounded = _Bounded(line, until, most)
        response = http.client.HTTPResponse(bounded, method=verb)  # type: ignore[arg-type]
        try:
            response.begin()
            body, is_whole = _body(response)
            answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, body, is_whole)
            keeps = is_whole and not response.will_close and answer.status >= 200
        finally:
            response.close()
        if not keeps:
            self.close()
        return answer


class _TooMuch(http.client.HTTPException):
    """The answer is longer than we read."""


class _Bounded(io.RawIOBase):
    """What comes in over a socket: so many bytes, until then."""

    def __init__(self, line: socket.socket, until: float, most: int) -> None:
        self._line, self._until, self._left = line, until, most

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self, 8192)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._left:
            raise _TooMuch
        self._line.settimeout(_left(self._until))
        count = self._line.recv_into(memoryview(buffer)[: self._left])
        self._left -= count
        return count


def _body(response: http.client.HTTPResponse) -> tuple[bytes, bool]:
    """As much as we read, and whether that is all. A long answer is no failure: its status has been read."""
    pieces: list[bytes] = []
    try:
        while piece := response.read1(8192):
            pieces.append(piece)
    except (OSError, http.client.HTTPException):  # too long, or it stopped coming
        return b"".join(pieces), False
    return b"".join(pieces), True


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _as_broken(error: BaseException) -> OSError:
    if isinstance(error, OSError):
        return error
    return Broken(type(error).__name__)


@cache
def _tls() -> ssl.SSLContext:
    """Certificates are compared with the name, and nothing falls back to clear words."""
    return ssl.create_default_context()
