"""Those we write to, and what comes back of it by itself: other desks, absent people, servers, lists, aliases.

Each takes one mail of ours as it left and gives the mails it sends us: bytes as they come in, and their envelope.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.header import Header
from email.message import Message
from email.mime.text import MIMEText
from email.policy import default
from itertools import count
from typing import Any

from atenda.intake.tests.mails import SUPPORT

_numbers = count(1)


@dataclass(frozen=True)
class Incoming:
    """One mail on its way to us."""

    raw: bytes
    sender: str


@dataclass(frozen=True)
class Ours:
    """One mail as it left, and for whom."""

    raw: bytes
    to: str

    @property
    def read(self) -> Message[str, str]:
        return message_from_bytes(self.raw, policy=default)  # type: ignore[arg-type]


Correspondent = Callable[[Ours], list[Incoming]]


def written(sender: str, subject: str, *, to: str = SUPPORT, envelope: str | None = None, **headers: Any) -> Incoming:
    """A mail in words of its own, as a person would write it unless its headers say otherwise."""
    number = next(_numbers)
    mail = MIMEText(f"Recibimos a súa mensaxe. Número {number}.\n", "plain", "utf-8")
    mail["From"], mail["To"], mail["Subject"] = sender, to, Header(subject, "utf-8").encode()
    mail["Message-ID"] = f"<{number}@{sender.rpartition('@')[2].rstrip('>')}>"
    for name, value in headers.items():
        if value:
            mail[name.replace("_", "-")] = str(value)
    return Incoming(bytes(mail), sender if envelope is None else envelope)


def answer(ours: Ours, subject: str = "", *, sender: str = "", envelope: str | None = None, **more: Any) -> Incoming:
    """An answer to ours, where it asks answers to go to."""
    read = ours.read
    to = str(read["Reply-To"] or SUPPORT)
    named = str(read["Message-ID"])
    return written(
        sender or ours.to,
        subject or f"Re: {read['Subject']}",
        to=to,
        envelope=envelope,
        In_Reply_To=named,
        References=" ".join(filter(None, [str(read["References"] or ""), named])),
        **more,
    )


def silent(_ours: Ours) -> list[Incoming]:
    return []


def desk_that_says_so(ours: Ours) -> list[Incoming]:
    return [answer(ours, Auto_Submitted="auto-replied", Precedence="bulk")]


def desk_that_does_not(ours: Ours) -> list[Incoming]:
    return [answer(ours)]


def desk_that_answers_twice(ours: Ours) -> list[Incoming]:
    return [answer(ours), answer(ours)]


def desk_with_a_ticket_each(ours: Ours) -> list[Incoming]:
    """It names nothing of ours: each looks like a new question."""
    return [written(ours.to, f"Ticket {next(_numbers)} rexistrado")]


def desk_with_an_address_each(ours: Ours) -> list[Incoming]:
    name, _at, domain = ours.to.rpartition("@")
    return [written(f"{name}{next(_numbers)}@{domain}", "Ticket rexistrado")]


def absent_and_said(ours: Ours) -> list[Incoming]:
    return [answer(ours, "Ausente", envelope="", Auto_Submitted="auto-replied (vacation)")]


def absent_in_words(ours: Ours) -> list[Incoming]:
    return [answer(ours, f"Fuera de la oficina: {ours.read['Subject']}")]


def absent_and_sealed_nowhere(ours: Ours) -> list[Incoming]:
    """An absence that looks like a mail of a person."""
    return [written(ours.to, "Estou de vacacións ata o luns")]


def server_that_reports(ours: Ours) -> list[Incoming]:
    report = (
        f"From: MAILER-DAEMON@mx.example\nTo: {SUPPORT}\nSubject: Undelivered Mail Returned to Sender\n"
        f"Message-ID: <{next(_numbers)}@mx.example>\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nIt could not be delivered.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {ours.to}\nAction: failed\nStatus: 5.1.1\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {ours.read['Message-ID']}\n\n--b--\n"
    )
    return [Incoming(report.encode(), "")]


def server_that_complains_in_words(ours: Ours) -> list[Incoming]:
    return [written("correo@mx.example", f"No se pudo entregar: {ours.read['Subject']}", In_Reply_To="")]


def desk_whose_answers_are_returned(ours: Ours) -> list[Incoming]:
    """A forged or dead address: each question of it is a new one, and each answer of ours comes back."""
    return [*server_that_reports(ours), *desk_with_a_ticket_each(ours)]


def list_that_we_are_on(ours: Ours) -> list[Incoming]:
    """Our own mail, spread to us as to everybody."""
    head = f"List-Id: <novas.lista.example>\nDelivered-To: {SUPPORT}\n".encode()
    return [Incoming(head + ours.raw, "novas-bounces@lista.example")]


def list_that_signs_itself(ours: Ours) -> list[Incoming]:
    """It puts its own address in place of the sender's, and takes off all that said what it was."""
    read = ours.read
    return [
        written(f"novas+{ours.to.partition('@')[0]}@lista.example", str(read["Subject"]), References=read["Message-ID"])
    ]


def alias_that_leads_back(ours: Ours) -> list[Incoming]:
    head = f"Received: from mx.example by mx.acme.example;\n Mon, 2 Nov 2026 10:00:00 +0100\nDelivered-To: {SUPPORT}\n"
    return [Incoming(head.encode() + ours.raw, "avisos@acme.example")]


def alias_that_forgets(ours: Ours) -> list[Incoming]:
    """Our own mail comes back from our own address as if a person had written it anew."""
    return [answer(ours, sender="avisos@acme.example")]


def list_and_desk(ours: Ours) -> list[Incoming]:
    return [*list_that_we_are_on(ours), *desk_that_does_not(ours)]


EVERYBODY: tuple[Correspondent, ...] = (
    silent, desk_that_says_so, desk_that_does_not, desk_that_answers_twice, desk_with_a_ticket_each,
    desk_with_an_address_each, absent_and_said, absent_in_words, absent_and_sealed_nowhere, server_that_reports,
    server_that_complains_in_words, desk_whose_answers_are_returned, list_that_we_are_on, list_that_signs_itself,
    alias_that_leads_back, alias_that_forgets, list_and_desk,
)  # fmt: skip
HONEST: tuple[Correspondent, ...] = (
    silent, desk_that_says_so, absent_and_said, absent_in_words, server_that_reports, list_that_we_are_on,
    alias_that_leads_back,
)  # fmt: skip
