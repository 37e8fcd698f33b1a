"""A real mail server on loopback that does as it is told: takes, refuses, stalls, or hangs up."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from atenda.notices.models import MailServer, Security


@dataclass
class Postbox:
    """What arrived, and how the next ones are answered: a word for each, `take` when there is none left."""

    port: int = 0
    arrived: list[Message] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    handed: list[tuple[str, Message]] = field(default_factory=list)  # for whom each was, as the envelope says
    answers: list[str] = field(default_factory=list)
    recipients: dict[str, str] = field(default_factory=dict)
    connections: int = 0
    senders: list[str] = field(default_factory=list)  # of the envelopes of what arrived
    nobody: str = ""  # what is said to an empty one: at MAIL, or `rcpt`, `data` or `hang up`
    tried: list[str] = field(default_factory=list)  # every envelope sender that was said

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, name: str, said: Any) -> Any:
        self.connections += 1
        session.host_name = name
        return said

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str | None, options: list[str]
    ) -> str:
        sender = "" if address in (None, "", "<>") else str(address)
        self.tried.append(sender)
        if not sender and self.nobody == "hang up":
            transport: Any = server.transport
            transport.abort()
        if not sender and self.nobody[:1].isdigit():
            return self.nobody
        envelope.mail_from = sender or "<>"  # as the library wants it
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if envelope.mail_from == "<>" and self.nobody == "rcpt":
            return "550 5.7.1 no mail from nobody"
        if self.recipients.get(address) == "hang up":
            transport: Any = server.transport
            transport.abort()
        if address in self.recipients:
            return self.recipients[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if envelope.mail_from == "<>" and self.nobody == "data":
            return "554 5.7.60 not allowed to send as nobody"
        answer = self.answers.pop(0) if self.answers else "take"
        if answer in {"take", "take and hang up"}:
            content = envelope.content
            assert isinstance(content, bytes)
            self.raw.append(content)
            self.senders.append(str(envelope.mail_from).strip("<>"))
            self.arrived.append(message_from_bytes(content, policy=default))  # type: ignore[arg-type]
            self.handed += [(address, self.arrived[-1]) for address in envelope.rcpt_tos]
        if answer in {"hang up", "take and hang up"}:
            transport: Any = server.transport
            transport.abort()
            return "250 nobody hears this"
        return "250 taken" if answer == "take" else answer

    def to(self, address: str) -> list[Message]:
        return [one for one in self.arrived if address in str(one["To"])]

    def handed_to(self, address: str) -> list[Message]:
        """By the envelope, whatever the mail says of its readers."""
        return [one for reader, one in self.handed if reader == address]

    @property
    def addresses(self) -> list[str]:
        return sorted(str(one["To"].addresses[0].addr_spec) for one in self.arrived)


@contextmanager
def opened(port: int = 0) -> Iterator[Postbox]:
    postbox = Postbox()
    controller = Controller(postbox, hostname="127.0.0.1", port=port or free_port())
    controller.start()
    postbox.port = controller.port
    try:
        yield postbox
    finally:
        controller.stop()


@contextmanager
def a_slow_one(manner: str) -> Iterator[int]:
    """The port of a server that says a word every tenth of a second and never ends a line, `from the greeting on` or
    `after the greeting`; or nothing at all, `silent`."""
    listener = socket.create_server(("127.0.0.1", 0))
    taken: list[socket.socket] = []
    ends = threading.Event()

    def serve() -> None:
        while not ends.is_set():
            try:
                line, _address = listener.accept()
            except OSError:
                return
            taken.append(line)
            with suppress(OSError):
                if manner == "after the greeting":
                    line.sendall(b"220 tarpit\r\n")
                while not ends.is_set():
                    if manner != "silent":
                        line.sendall(b"2")
                    ends.wait(0.1)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        ends.set()
        for each in (listener, *taken):
            each.close()
        thread.join(timeout=5)


def server_at(port: int) -> MailServer:
    """The organization's settings for it."""
    server: MailServer = MailServer.objects.create(
        host="127.0.0.1",
        port=port,
        security=Security.NONE,
        from_name="Acme",
        from_address="avisos@acme.example",
    )
    return server


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
