"""A mail as bytes: headers that say whether a person or a machine wrote it, two parts, the same Message-ID each time
(2.1, 1.22)."""

from __future__ import annotations

from datetime import datetime
from email import headerregistry
from email.errors import MessageError
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import Any

from atenda.conversations.models import Message
from atenda.mailboxes.models import MailboxAddress
from atenda.notices.answering import answered_by, answers_to
from atenda.notices.changes import ANSWERS
from atenda.notices.enclosures import enclose, name_boundaries
from atenda.notices.filling import one_line
from atenda.notices.models import Mail, MailServer
from atenda.notices.threads import beginning_of
from atenda.notices.unsubscribing import address_for
from atenda.organizations.entering import current_organization


class BadAddress(ValueError):
    """Nothing can be sent to, or from, such an address."""


class _Verbatim(headerregistry.UnstructuredHeader):
    """A header of ASCII, each word of it on a line: Python would write a long one in code."""

    name: str

    def fold(self, *, policy: Any) -> str:
        return f"{self.name}: {f'{policy.linesep} '.join(str(self).split())}{policy.linesep}"


def _policy() -> EmailPolicy[EmailMessage]:
    headers = HeaderRegistry()
    for name in ("In-Reply-To", "References", "List-Unsubscribe"):
        headers.map_to_type(name, _Verbatim)  # type: ignore[arg-type]
    return SMTP.clone(header_factory=headers)


POLICY = _policy()


def as_bytes(mail: Mail, server: MailServer, *, now: datetime) -> bytes:
    """What is handed to the server. Raises BadAddress, NotToBeHad."""
    message = EmailMessage(policy=POLICY)
    message["Date"] = format_datetime(_written_at(mail) or now)
    message["Message-ID"] = mail.message_id
    message["Subject"] = one_line(mail.subject, 250)
    if mail.written is not None:
        _head_of_a_person(message, mail, mail.written, server)
    else:
        _head_of_a_machine(message, mail, server)
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    if mail.written is not None:
        enclose(message, mail.written)
    name_boundaries(message, mail.message_id)
    message["Content-Language"] = mail.language  # last: parts take along what describes a content
    return message.as_bytes()


def _written_at(mail: Mail) -> datetime | None:
    """Of a mail that a person wrote: a repeat has the same bytes, and so has each reader's (6.14)."""
    return (mail.written.leaves_at or mail.written.at) if mail.written is not None else None


def envelope_sender(mail: Mail, server: MailServer) -> str:
    """Who the server is told it comes from, and hears of what does not arrive. Raises BadAddress.

    Of the own server of a mailbox its address, which others may not speak for; else that of the server in use.
    """
    return plain_address(_our_address(mail, server))


def _our_address(mail: Mail, server: MailServer) -> str:
    if server.from_address or mail.mailbox is None:
        return str(server.from_address)
    if mail.written is not None:
        return str(mail.written.sender_address)
    own = MailboxAddress.objects.filter(mailbox=mail.mailbox, is_main=True).first()
    return str(own.address) if own else ""


def _head_of_a_person(message: EmailMessage, mail: Mail, written: Message, server: MailServer) -> None:
    """Everybody it goes to gets the same; of those it goes to unseen nothing is said."""
    name = f"{written.sender_name} · {current_organization().name}"
    message["From"] = _address(name, written.sender_address or server.from_address)
    message["To"] = [_address(*person) for person in written.to]
    if written.cc:
        message["Cc"] = [_address(*person) for person in written.cc]
    if reply_to := answers_to(mail) or server.reply_to:
        message["Reply-To"] = _address(current_organization().name, reply_to)
    if written.references:
        message["In-Reply-To"] = written.references[-1]
        message["References"] = " ".join(written.references)


def _head_of_a_machine(message: EmailMessage, mail: Mail, server: MailServer) -> None:
    message["From"] = _address(server.from_name, _our_address(mail, server))
    message["To"] = _address(mail.name, mail.address)
    if reply_to := answers_to(mail) or server.reply_to:
        message["Reply-To"] = _address(server.from_name, reply_to)
    if first := beginning_of(mail) or answered_by(mail):
        message["In-Reply-To"] = message["References"] = first
    message["Auto-Submitted"] = "auto-replied" if mail.kind in ANSWERS else "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["Precedence"] = "bulk"
    if mail.agent_id is not None:
        _say_how_to_end_it(message, address_for(mail.agent_id))


def plain_address(address: str) -> str:
    """As it is said to a server: ASCII, the domain of an international one encoded. Raises BadAddress."""
    name, _at, domain = address.rpartition("@")
    try:
        plain = f"{name}@{domain.encode('idna').decode()}"
        Address(addr_spec=plain)
    except (UnicodeError, ValueError, IndexError, MessageError) as error:
        raise BadAddress(address) from error
    if not name or not plain.isascii() or any(sign in plain for sign in "\r\n\t <>,;\0"):
        raise BadAddress(address)
    return plain


def _say_how_to_end_it(message: EmailMessage, address: str) -> None:
    """For colleagues. One click only where nobody on the way can read the address (RFC 8058, 3.1)."""
    message["List-Unsubscribe"] = f"<{address}>"
    if address.startswith("https:"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _address(name: str, address: str) -> Address:
    return Address(display_name=one_line(name, 120), addr_spec=plain_address(address))
