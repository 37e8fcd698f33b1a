"""How many speak to us at once, in all and from one address."""

from __future__ import annotations

from collections import Counter
from ipaddress import ip_address, ip_network
from typing import Any

MOST = 100
MOST_OF_ONE = 10


class Crowd:
    """Who is connected. Those we trust to bring mail, our own mail servers, count only among all."""

    def __init__(self, trusted: list[str], *, most: int = MOST, most_of_one: int = MOST_OF_ONE) -> None:
        self._networks = [ip_network(network) for network in trusted]
        self._most, self._most_of_one = most, most_of_one
        self._here: dict[object, str] = {}
        self._by_place: Counter[str] = Counter()

    def trusts(self, address: str) -> bool:
        try:
            asked = ip_address(address.partition("%")[0])
        except ValueError:
            return False
        plain = getattr(asked, "ipv4_mapped", None) or asked
        return any(plain in network for network in self._networks)

    def enters(self, who: object, address: str) -> bool:
        """Whether there is room; then they are counted until they leave."""
        place = _place(address)
        is_too_many = len(self._here) >= self._most
        if is_too_many or (not self.trusts(address) and self._by_place[place] >= self._most_of_one):
            return False
        self._here[who] = place
        self._by_place[place] += 1
        return True

    def leaves(self, who: object) -> None:
        """Harmless for whoever has left or never came in."""
        place = self._here.pop(who, None)
        if place is None:
            return
        self._by_place[place] -= 1
        if not self._by_place[place]:
            del self._by_place[place]

    def here(self) -> list[Any]:
        return list(self._here)

    def __len__(self) -> int:
        return len(self._here)


def _place(address: str) -> str:
    """Of IPv6 the network of 64 bits: one customer of a provider has all of it."""
    try:
        asked = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    plain = getattr(asked, "ipv4_mapped", None) or asked
    return str(plain) if plain.version == 4 else str(ip_network(f"{plain}/64", strict=False))
