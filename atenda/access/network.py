"""Where a request comes from."""

from __future__ import annotations

from functools import cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104  a socket without an address: all such requests count as one


def client_address(request: HttpRequest) -> str:
    """The browser's address. X-Forwarded-For counts only as far as trusted front servers wrote it."""
    address = _readable(request.META.get("REMOTE_ADDR", ""))
    if address is None:
        return UNKNOWN
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    while hops and _is_trusted(address):
        farther = _readable(hops.pop())
        if farther is None:
            break
        address = farther
    return address


def network_of(address: str) -> str:
    """What is limited as one: an IPv4 address, or the /64 of an IPv6 one, which is a single household's."""
    parsed = ip_address(address)
    if not isinstance(parsed, IPv6Address):
        return address
    return str(parsed.ipv4_mapped or IPv6Network((parsed, 64), strict=False))


def _readable(text: str) -> str | None:
    try:
        parsed = ip_address(text)
    except ValueError:
        return None
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return str(mapped or parsed).partition("%")[0]


def _is_trusted(address: str) -> bool:
    parsed = ip_address(address)
    return any(parsed in network for network in _trusted(tuple(settings.ENV.trusted_proxies)))


@cache
def _trusted(networks: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(network) for network in networks)
