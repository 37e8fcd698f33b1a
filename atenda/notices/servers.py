"""Which server takes a mail: the own one of its mailbox, else the organization's, else the one the operator gave for
all of them. Each has mails of its own, and trouble of its own."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet

from atenda.mailboxes.models import Mailbox
from atenda.notices.models import Mail, MailServer, Security
from atenda.notices.sealed import seal
from atenda.organizations.entering import current_organization
from atenda.organizations.prepared import prepared

PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}

OWN_WAYS_WAITING = """
    SELECT s.mailbox_id FROM notices_mailserver s
    WHERE s.organization_id = %s AND s.mailbox_id IS NOT NULL AND EXISTS (
        SELECT 1 FROM notices_mail m
        WHERE m.organization_id = s.organization_id AND m.mailbox_id = s.mailbox_id AND m.state = 'waiting')
    ORDER BY s.mailbox_id
"""


@dataclass(frozen=True)
class Way:
    """A server, None where there is none, and which mails go by it."""

    server: MailServer | None
    those: Q

    @property
    def mails(self) -> QuerySet[Mail]:
        found: QuerySet[Mail] = Mail.objects.filter(self.those)
        return found


def way_of(mailbox_id: int | None) -> Way:
    """The own one of a mailbox; without a mailbox that of all mails whose mailbox has none."""
    if mailbox_id is not None:
        return Way(own_server(mailbox_id), Q(mailbox=mailbox_id))
    own = MailServer.objects.filter(mailbox__isnull=False).values("mailbox")
    return Way(server_in_use(), Q(mailbox=None) | ~Q(mailbox__in=own))


def server_in_use() -> MailServer | None:
    """The organization's row; without one the operator's, which is no row; None where there is neither."""
    return organizations_server() or operators_server(settings.SMTP_URL)


def organizations_server() -> MailServer | None:
    found: MailServer | None = MailServer.objects.filter(mailbox=None).first()
    return found


def own_server(mailbox: Mailbox | int) -> MailServer | None:
    """The one that a mailbox has for itself."""
    found: MailServer | None = MailServer.objects.filter(mailbox=mailbox).first()
    return found


def own_ways_waiting(organization_id: int) -> list[int]:
    """The mailboxes with a server of their own for which mails wait. Asked from outside any organization."""
    with prepared() as cursor:
        cursor.execute(OWN_WAYS_WAITING, [organization_id])
        return [mailbox for (mailbox,) in cursor.fetchall()]


def operators_server(url: str) -> MailServer | None:
    """smtps:// speaks TLS from the first word, smtp:// by STARTTLS, smtp+plain:// not at all (near servers only)."""
    if not url:
        return None
    parts = urlsplit(url)
    security = {"smtps": Security.TLS, "smtp+plain": Security.NONE}.get(parts.scheme, Security.STARTTLS)
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or PORTS[security],
        security=security,
        username=unquote(parts.username or ""),
        password=seal(unquote(parts.password or "")),
        from_name=current_organization().name,
        from_address=parse_qs(parts.query)["from"][0],
    )
