"""SPF (RFC 7208), as far as it says whether an address may send for a domain."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from ipaddress import ip_address, ip_network

from atenda.mailboxes.domains.asking import Names

MOST_LOOKUPS = 10  # RFC 7208, 4.6.4


class Verdict(Enum):
    """What the record says of an address."""

    MAY = "may"
    MAY_NOT = "may not"
    NEUTRAL = "neutral"
    BROKEN = "broken"


SIGNS = {"+": Verdict.MAY, "-": Verdict.MAY_NOT, "~": Verdict.MAY_NOT, "?": Verdict.NEUTRAL}


class Broken(Exception):
    """The record cannot be followed: receivers take it for none."""


@dataclass
class Walk:
    """One way through the records of a domain: at most ten further questions."""

    names: Names
    left: int = MOST_LOOKUPS

    def verdict(self, domain: str, address: str) -> Verdict:
        """Raises NoAnswer."""
        try:
            return self._of(domain, address)
        except Broken:
            return Verdict.BROKEN

    def includes(self, domain: str, wanted: str) -> bool:
        """Whether a record, or one it names, includes another's. Raises NoAnswer."""
        try:
            return self._includes(domain, wanted)
        except Broken:
            return False

    def _of(self, domain: str, address: str) -> Verdict:
        redirect = ""
        for term in self._terms(domain):
            if term.lower().startswith("redirect="):
                redirect = term[9:]
                continue
            sign, rest = (term[0], term[1:]) if term[0] in SIGNS else ("+", term)
            if self._holds(rest, domain, address):
                return SIGNS[sign]
        if redirect:
            self._step()
            return self._of(redirect, address)
        return Verdict.NEUTRAL

    def _holds(self, term: str, domain: str, address: str) -> bool:
        name, _colon, value = term.partition(":")
        name, _slash, bits = name.partition("/")
        value, _slash2, value_bits = value.partition("/") if name.lower() in {"a", "mx"} else (value, "", "")
        match name.lower():
            case "all":
                return True
            case "ip4" | "ip6":
                return _within(address, value)
            case "a":
                self._step()
                return any(_within(address, _net(each, bits or value_bits)) for each in self._hosts(value or domain))
            case "mx":
                self._step()
                hosts = self.names.exchangers(value or domain)[:MOST_LOOKUPS]
                found = [each for host in hosts for each in self._hosts(host)]
                return any(_within(address, _net(each, bits or value_bits)) for each in found)
            case "include":
                self._step()
                return self._of(value, address) == Verdict.MAY
            case "exists" | "ptr":
                self._step()
                return False
            case _:
                if "=" in term:
                    return False
                raise Broken(term)

    def _includes(self, domain: str, wanted: str) -> bool:
        for term in self._terms(domain):
            name, _colon, value = term.lstrip("+").partition(":")
            if name.lower() == "include":
                if value.lower().rstrip(".") == wanted:
                    return True
                self._step()
                if self._includes(value, wanted):
                    return True
            elif term.lower().startswith("redirect="):
                self._step()
                return self._includes(term[9:], wanted)
        return False

    def _hosts(self, name: str) -> list[str]:
        return self.names.addresses(name)

    def _terms(self, domain: str) -> list[str]:
        records = records_of(self.names, domain)
        if len(records) != 1:
            raise Broken(domain)
        return records[0].split()[1:]

    def _step(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Broken("too many lookups")


def records_of(names: Names, domain: str) -> list[str]:
    """Those that are SPF; two are as bad as none. Raises NoAnswer."""
    return [text for text in names.texts(domain) if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]


def with_term(record: str, term: str) -> str:
    """The record with one more that may send, before what it says of all others.

    >>> with_term("v=spf1 mx -all", "a:smtp.example.com")
    'v=spf1 mx a:smtp.example.com -all'
    >>> with_term("v=spf1", "mx")
    'v=spf1 mx'
    """
    terms = record.split()
    last = next((i for i, each in enumerate(terms) if each.lstrip("+-~?").lower() == "all"), len(terms))
    last = next((i for i, each in enumerate(terms[:last]) if each.lower().startswith("redirect=")), last)
    return " ".join([*terms[:last], term, *terms[last:]])


def _net(address: str, bits: str) -> str:
    """`bits` is «24» of IPv4, «/64» of IPv6, «24//64» of both."""
    four, _slash, six = bits.partition("/")
    wanted = six.removeprefix("/") if ":" in address else four
    return f"{address}/{wanted}" if wanted else address


def _within(address: str, network: str) -> bool:
    try:
        return ip_address(address) in ip_network(network, strict=False)
    except ValueError as error:
        raise Broken(network) from error
