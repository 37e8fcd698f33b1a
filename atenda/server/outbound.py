"""The one way out to another machine: its name is looked up once, every address is judged, the judged one is called.

Private, loopback and link-local networks are closed unless the operator opens them with ATENDA_OUTBOUND_PRIVATE: what
an administrator of one organization types must not reach the machine's own neighbours (3.60). A restored copy calls
nobody until it is released (6.35).
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

from atenda.server.holding import is_held

Address = IPv4Address | IPv6Address


class Forbidden(OSError):
    """The name leads to where we do not go."""


class Held(OSError):
    """This is a restored copy that nobody has released yet."""


class Unknown(OSError):
    """Nobody knows the name."""


def connect(host: str, port: int, *, timeout: float) -> socket.socket:
    """A connection to one of the host's addresses. Raises Held, Forbidden, Unknown or another OSError."""
    if is_held():
        raise Held("a restored copy sends nothing until it is released")
    failure: OSError = Unknown(host)
    for address in judged(host, port):
        try:
            return socket.create_connection((address, port), timeout)
        except OSError as error:
            failure = error
    raise failure


def judged(host: str, port: int) -> list[str]:
    """The addresses of a name, all of which may be called: one bad among them and none is."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unknown(host) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses or not all(may_be_called(address) for address in addresses):
        raise Forbidden(host)
    return addresses


def may_be_called(address: str) -> bool:
    """Whether this address is on the open network, or on one that the operator opened."""
    parsed = _plain(ip_address(address.partition("%")[0]))
    return (parsed.is_global and not parsed.is_multicast) or is_opened(parsed)


def is_opened(address: Address) -> bool:
    opened: Sequence[str] = settings.OUTBOUND_PRIVATE
    return any(address in ip_network(network) for network in opened)


def is_near(host: str) -> bool:
    """Whether the operator opened every address of this name: only there may words go unsealed."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return all(is_opened(_plain(ip_address(str(entry[4][0]).partition("%")[0]))) for entry in found)


def _plain(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one that only wraps it."""
    if isinstance(address, IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if wrapped is not None:
            return wrapped
        if address in ip_network("64:ff9b::/96"):
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
