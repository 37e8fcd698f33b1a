"""Which server takes an organization's mail: its own, or else the one the operator gave for all of them."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

from atenda.notices.models import MailServer, Security
from atenda.notices.sealed import seal
from atenda.organizations.entering import current_organization

PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}


def server_in_use() -> MailServer | None:
    """The organization's row; without one the operator's, which is no row; None where there is neither."""
    own: MailServer | None = MailServer.objects.first()
    return own or operators_server(settings.SMTP_URL)


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
