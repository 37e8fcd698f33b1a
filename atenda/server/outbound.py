"""The one way out to another machine: its name is looked up once, every address is judged, the judged one is called.

Private, loopback and link-local networks are closed unless the operator opens them, for mail with
ATENDA_OUTBOUND_PRIVATE and for webhooks with ATENDA_WEBHOOKS_PRIVATE: what an administrator of one organization types
must not reach the machine's own neighbours (3.60). Between looking and calling no name is asked again. A restored copy
calls nobody until it is released (6.35).
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Thread
from time import monotonic

from django.conf import settings

Address = IPv4Address | IPv6Address
TRANSLATED = ip_network("64:ff9b::/96")  # NAT64: the last four bytes are the address that is called
GLOBAL = ip_network("2000::/3")  # the one part of IPv6 that is the open network
# Public by their numbers, and yet inside: Azure's machine agent, what clouds keep to themselves, relays.
INSIDE_OF_CLOUDS = tuple(ip_network(inside) for inside in ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24"))


class Forbidden(OSError):
    """The name leads to where we do not go."""


class Held(OSError):
    """This is a restored copy that nobody has released yet."""


class Unknown(OSError):
    """Nobody knows the name."""


def connect(
    host: str,
    port: int,
    *,
    timeout: float,
    opened: Sequence[str] | None = None,
    is_near: bool = False,
    is_free: bool = False,
) -> socket.socket:
    """A connection to one of the host's addresses, within so many seconds in all.

    `opened` are the private networks that may be called, those of mail when not given; `is_near`: no others may;
    `is_free`: whoever calls has just asked whether this copy is held, it is not, and there is no database at hand.
    Raises Held, Forbidden, Unknown or another OSError.
    """
    if not is_free:
        _refuse_held()
    until = monotonic() + timeout
    failure: OSError = Unknown(host)
    addresses = judged(host, port, timeout=timeout, opened=opened)
    if is_near and not all(is_opened(address, opened) for address in addresses):
        raise Forbidden(host)
    for address in addresses:
        try:
            line = socket.create_connection((address, port), max(0.001, until - monotonic()))
        except OSError as error:
            failure = error
            continue
        if line.getpeername()[0] == line.getsockname()[0] and not is_opened(address, opened):
            line.close()  # this very machine, by an address of its own: as near as loopback
            raise Forbidden(host)
        return line
    raise failure


def _refuse_held() -> None:
    from atenda.server.holding import is_held  # noqa: PLC0415  the stream has no tables, and asks by itself

    if is_held():
        raise Held("a restored copy sends nothing until it is released")


def judged(
    host: str, port: int | None, *, timeout: float | None = None, opened: Sequence[str] | None = None
) -> list[str]:
    """The addresses of a name, all of which may be called: one bad among them and none is."""
    addresses = _looked_up(host, port, timeout)
    if not addresses or not all(may_be_called(address, opened) for address in addresses):
        raise Forbidden(host)
    return addresses


def may_be_called(address: str, opened: Sequence[str] | None = None) -> bool:
    """Whether this address is on the open network, or on one that the operator opened."""
    return _is_open(_parsed(address)) or is_opened(address, opened)


def is_near(host: str, opened: Sequence[str] | None = None) -> bool:
    """Whether the operator opened every address of this name: only there may words go unsealed."""
    try:
        found = _looked_up(host, None, None)
    except OSError:
        return False
    return all(is_opened(address, opened) for address in found)


def _looked_up(host: str, port: int | None, timeout: float | None) -> list[str]:
    """Every address of a name. The system's resolver knows no haste: who waits for it gives up after `timeout`."""
    answers: list[list[str] | OSError] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.append(list(dict.fromkeys(str(entry[4][0]) for entry in found)))
        except (OSError, UnicodeError) as error:
            unknown = Unknown(host)
            unknown.__cause__ = error
            answers.append(unknown)

    if timeout is None:
        ask()
    else:
        asking = Thread(target=ask, daemon=True)
        asking.start()
        asking.join(timeout)
    answer = answers[0] if answers else Unknown(host)
    if isinstance(answer, OSError):
        raise answer
    return answer


def is_opened(address: str, opened: Sequence[str] | None) -> bool:
    networks: Sequence[str] = settings.OUTBOUND_PRIVATE if opened is None else opened
    return any(_parsed(address) in ip_network(network) for network in networks)


def _is_open(address: Address) -> bool:
    """On the open network, by the tables of those who give addresses out."""
    if isinstance(address, IPv6Address) and address not in GLOBAL:
        return False
    is_inside = any(address in network for network in INSIDE_OF_CLOUDS)
    return address.is_global and not address.is_multicast and not is_inside


def _parsed(address: str) -> Address:
    return _plain(ip_address(address.partition("%")[0]))


def _plain(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one that only wraps it."""
    if isinstance(address, IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if wrapped is not None:
            return wrapped
        if address in TRANSLATED:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
