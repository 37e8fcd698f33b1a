"""The name a mail keeps for ever: proof that whoever cites it has had it (2.4)."""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "atenda.notices.message-ids"


def new_message_id(organization_id: int) -> str:
    token = secrets.token_hex(16)
    return f"<{token}.{_seal(organization_id, token)}@{our_name()}>"


def is_ours(message_id: str, organization_id: int) -> bool:
    """Compared whole, in constant time (3.02)."""
    token, _dot, rest = message_id.strip().removeprefix("<").partition(".")
    sealed = rest.partition("@")[0]
    return hmac.compare_digest(sealed.encode(), _seal(organization_id, token).encode())


def _seal(organization_id: int, token: str) -> str:
    return salted_hmac(SALT, f"{organization_id}:{token}", algorithm="sha256").hexdigest()


def our_name() -> str:
    """Our own, whatever host a request named (3.59)."""
    name = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return f"[IPv6:{name}]" if ":" in name else name
