"""A DNS server on loopback that says what it is told to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


@dataclass
class Zone:
    """`says[name, type]` are the records; a name that has none at all does not exist. `is_silent`: nothing comes."""

    port: int = 0
    says: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    is_silent: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)

    def txt(self, name: str, *texts: str) -> None:
        self.says[name, "TXT"] = [f'"{text}"' for text in texts]

    def answer(self, question: bytes) -> bytes:
        query = dns.message.from_wire(question)
        asked = query.question[0]
        name, kind = asked.name.to_text(omit_final_dot=True).lower(), asked.rdtype.name
        self.asked.append((name, kind))
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        if (name, kind) in self.says:
            response.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *self.says[name, kind]))
        elif name not in {known for known, _kind in self.says}:
            response.set_rcode(dns.rcode.NXDOMAIN)
        return response.to_wire()


@contextmanager
def answering() -> Iterator[Zone]:
    zone, ends = Zone(), Event()
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    line.bind(("127.0.0.1", 0))
    line.settimeout(0.2)
    zone.port = line.getsockname()[1]

    def serve() -> None:
        while not ends.is_set():
            try:
                question, whom = line.recvfrom(4096)
            except TimeoutError:
                continue
            if not zone.is_silent:
                line.sendto(zone.answer(question), whom)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield zone
    finally:
        ends.set()
        thread.join(timeout=5)
        line.close()
