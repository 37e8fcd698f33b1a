"""Ask the DNS, within so many seconds, and tell what is not there from what nobody answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

import dns.exception
import dns.name
import dns.resolver
import dns.reversename
from django.conf import settings

OF_ONE = 3.0  # seconds for one question
OF_ALL = 12.0  # seconds for all of a domain: a page waits for it


class NoAnswer(Exception):
    """Nobody answered: nothing is known."""


@dataclass
class Names:
    """The DNS, for one look at a domain. A question asked twice is answered from memory."""

    seconds: float = OF_ALL
    _known: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._until = monotonic() + self.seconds
        self._resolver: dns.resolver.Resolver | None = None

    def texts(self, name: str) -> list[str]:
        """TXT records, each whole. Empty where there are none. Raises NoAnswer."""
        return self._ask(name, "TXT")

    def addresses(self, name: str) -> list[str]:
        """IPv4 and IPv6. Raises NoAnswer."""
        return [*self._ask(name, "A"), *self._ask(name, "AAAA")]

    def exchangers(self, name: str) -> list[str]:
        """Who takes its mail, the first asked first. Raises NoAnswer."""
        found = [each.split(" ", 1) for each in self._ask(name, "MX")]
        return [host for _order, host in sorted((int(order), host) for order, host in found)]

    def reverse(self, address: str) -> list[str]:
        """The names an address has. Raises NoAnswer."""
        return self._ask(dns.reversename.from_address(address).to_text(omit_final_dot=True), "PTR")

    def _ask(self, name: str, kind: str) -> list[str]:
        key = (name.lower().rstrip("."), kind)
        if key not in self._known:
            self._known[key] = self._asked(*key)
        return self._known[key]

    def _asked(self, name: str, kind: str) -> list[str]:
        left = min(OF_ONE, self._until - monotonic())
        if left <= 0:
            raise NoAnswer(name)
        try:
            resolver = self._resolver = self._resolver or _resolver()
            answer = resolver.resolve(name, kind, lifetime=left, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.name.LabelTooLong, dns.name.EmptyLabel, dns.name.NameTooLong, dns.exception.SyntaxError):
            return []
        except (dns.exception.DNSException, OSError) as error:
            raise NoAnswer(name) from error
        return [_said(record, kind) for record in answer]


def _resolver() -> dns.resolver.Resolver:
    """That of the machine; tests name one of their own."""
    if not settings.DNS_AT:
        return dns.resolver.Resolver()
    host, _colon, port = settings.DNS_AT.rpartition(":")
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = [host], int(port)
    return resolver


def _said(record: object, kind: str) -> str:
    if kind == "TXT":
        parts: Sequence[bytes] = record.strings  # type: ignore[attr-defined]
        return b"".join(parts).decode("utf-8", "replace")
    return str(record).rstrip(".").lower()
