"""What a server we trust said of the sender (RFC 8601). Everybody else's words are worth nothing (2.7).

Headers grow at the top: a server writes its own above those that came with the mail. So they are read from above,
through the hops between servers of ours, to the one where the mail came in from outside. What stands below that one was
written by whoever sent the mail, but for what Gmail puts right under its own hop, after taking away what others wrote
there."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Sequence
from email.message import Message
from itertools import islice

from atenda.intake.reading import addresses
from atenda.intake.reading.shape import Address, Proof
from atenda.intake.reading.words import values

RESULTS = "authentication-results"
UNDER_THE_HOP = re.compile(
    r"authentication-results|received-spf|arc-.*|x-.*|return-path|delivered-to|dkim-filter", re.I
)
WRITES_UNDER_ITS_HOP = ("google.com",)  # and is known to remove its own name from what comes in (RFC 8601, 5)
WITHIN = tuple(
    map(
        ipaddress.ip_network,
        ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1", "fc00::/7", "fe80::/10"),
    )
)
MOST_HEADERS = 300
LONGEST = 20_000
_QUIET = re.compile(r'"(?:[^"\\]|\\.)*"')


def of(message: Message, sender: Address | None, trusted: Sequence[str]) -> Proof:
    """By the topmost word on DMARC that we may believe, if it is about the only From there is."""
    if sender is None or not trusted or _senders(message) != 1:
        return Proof.UNKNOWN
    for result in believed(message, _names(trusted)):
        said = _dmarc(result)
        if said is None:
            continue
        verdict, domain = said
        if verdict == "fail":
            return Proof.FAILED
        own = sender.address.rpartition("@")[2]
        return Proof.PASSED if verdict == "pass" and domain in ("", own) else Proof.UNKNOWN
    return Proof.UNKNOWN


def from_our_servers(message: Message, trusted: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What servers of ours wrote, down to the lines right under the hop where the mail came in. Whoever sent it may
    have written there too: of use only for what nobody would say of himself."""
    held: list[tuple[str, str]] = []
    came_in = False
    for name, raw in list(message.raw_items())[:MOST_HEADERS]:
        name, said = name.lower(), " ".join(str(raw)[:LONGEST].split())
        if name == "received":
            receiver = _receiver(said)
            if came_in or (receiver and not _is_ours(receiver, _names(trusted))):
                return
            if receiver:
                yield from held
                held, came_in = [], _is_from_outside(said, _names(trusted))
        elif not came_in:
            held.append((name, said))
        elif UNDER_THE_HOP.fullmatch(name):
            yield name, said
        else:
            return


def _names(trusted: Sequence[str]) -> list[str]:
    return [name.lower().strip().rstrip(".") for name in trusted if name.strip(". ")]


def _senders(message: Message) -> int:
    """Two senders are none: DMARC speaks of one."""
    said = values(message, "From")
    return len(list(islice(addresses.read(said[0]), 2))) if len(said) == 1 else len(said)


def believed(message: Message, trusted: Sequence[str]) -> Iterator[str]:
    """Each Authentication-Results that stands where only a server of ours can have written."""
    held: list[str] = []  # seen, but above no hop of ours yet
    came_in = writes_below = False
    for name, raw in list(message.raw_items())[:MOST_HEADERS]:
        name, said = name.lower(), " ".join(str(raw)[:LONGEST].split())
        if name == "received":
            receiver = _receiver(said)
            if came_in or (receiver and not _is_ours(receiver, trusted)):
                return
            if receiver:
                yield from held
                held, came_in = [], _is_from_outside(said, trusted)
                if came_in and not (writes_below := _is_ours(receiver, WRITES_UNDER_ITS_HOP)):
                    return
        elif name == RESULTS:
            identity = _id_of(said)
            if came_in and writes_below and _is_trusted(identity, trusted):
                yield said
                return
            if not came_in and (not identity or _is_trusted(identity, trusted)):
                held.append(said)
        elif came_in and not UNDER_THE_HOP.fullmatch(name):
            return


def _dmarc(said: str) -> tuple[str, str] | None:
    """The verdict, and the domain it is about, of what stands outside comments and quotation marks."""
    bare = _without_comments(_QUIET.sub('""', said))
    for clause in bare.split(";"):
        if found := re.match(r"\s*dmarc\s*=\s*([a-z]+)(.*)", clause, re.I):
            domain = re.search(r"\bheader\.from\s*=\s*\"?@?([^\s;\"]+)", found[2], re.I)
            return found[1].lower(), domain[1].lower().rpartition("@")[2].rstrip(".") if domain else ""
    return None


def _id_of(said: str) -> str:
    """The name of the server that speaks; none where it begins with a result, as Exchange Online writes it."""
    first = _without_comments(said).partition(";")[0].strip().lower()
    return "" if "=" in first else first.partition(" ")[0].rstrip(".")


def _receiver(said: str) -> str:
    """Who took it in. A hop that names no sender is one inside a server: it tells nothing."""
    if not re.search(r"(?:^|\s)from\s", said, re.I):
        return ""
    found = re.search(r"\sby\s+([^\s;()]+)", _without_comments(said), re.I)
    return found[1].lower().rstrip(".") if found else "unknown"


def _is_from_outside(said: str, trusted: Sequence[str]) -> bool:
    """Unless every name and number of the sender is ours: what it called itself proves nothing."""
    sender = re.split(r"\sby\s", said, maxsplit=1, flags=re.I)[0]
    numbers = re.findall(r"\[?(?:IPv6:)?([0-9a-fA-F:.]*[:.][0-9a-fA-F:.]+)\]?", sender)
    own = [number for number in map(_number, numbers) if number is not None]
    names = [
        name.lower().rstrip(".")
        for name in re.findall(r"[\w-]+(?:\.[\w-]+)+", sender)
        if not re.fullmatch(r"[\d.]+", name)
    ]
    has_wide_trust = any(entry.startswith(".") for entry in trusted)
    if not all(any(number in network for network in WITHIN) for number in own) and not has_wide_trust:
        return True
    return (not own and not names) or any(not _is_ours(name, trusted) for name in names)


def _number(raw: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(raw)
    except ValueError:
        return None


def _is_trusted(identity: str, trusted: Sequence[str]) -> bool:
    """Exactly, or below a name written with a dot in front."""
    return any(identity == name or (name.startswith(".") and identity.endswith(name)) for name in trusted)


def _is_ours(host: str, trusted: Sequence[str]) -> bool:
    """A server below the name that speaks for it: mx1.mar.example for mar.example."""
    return host in ("localhost", "localhost.localdomain") or any(
        host == name.lstrip(".") or host.endswith("." + name.lstrip(".")) for name in trusted
    )


def _without_comments(said: str) -> str:
    kept, depth = [], 0
    for sign in said:
        if sign == "(":
            depth += 1
        elif sign == ")" and depth:
            depth -= 1
        elif not depth:
            kept.append(sign)
    return "".join(kept)
