"""A mail as bytes: headers that say it was made by a machine, two parts, the same Message-ID each time (2.1, 1.22)."""

from __future__ import annotations

from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from atenda.notices.filling import one_line
from atenda.notices.models import Mail, MailServer


class BadAddress(ValueError):
    """Nothing can be sent to, or from, such an address."""


def as_bytes(mail: Mail, server: MailServer, *, now: datetime) -> bytes:
    """What is handed to the server. Raises BadAddress."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(server.from_name, server.from_address)
    message["To"] = _address(mail.name, mail.address)
    message["Subject"] = one_line(mail.subject, 250)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["Precedence"] = "bulk"
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = mail.language  # last: parts take along what describes a content
    return message.as_bytes()


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


def _address(name: str, address: str) -> Address:
    return Address(display_name=one_line(name, 120), addr_spec=plain_address(address))
