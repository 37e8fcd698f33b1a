"""Ask the DNS, within so many seconds, and tell what is not there from what nobody answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_address
from time import monotonic

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
        return self._ask(ip_address(address).reverse_pointer, "PTR")

    def _ask(self, name: str, kind: str) -> list[str]:
        key = (name.lower().rstrip("."), kind)
        if key not in self._known:
            self._known[key] = self._asked(*key)
        return self._known[key]

    def _asked(self, name: str, kind: str) -> list[str]:
        # dnspython is read when a domain is looked at: no other page, and no worker, needs it
        from atenda.mailboxes.domains.resolving import Silent, resolve  # noqa: PLC0415

        left = min(OF_ONE, self._until - monotonic())
        if left <= 0:
            raise NoAnswer(name)
        try:
            return resolve(name, kind, seconds=left)
        except Silent as silent:
            raise NoAnswer(name) from silent
