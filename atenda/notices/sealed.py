"""Passwords of mail servers as they are stored: sealed with a key that never stands in the database (3.63).

What another secret key sealed cannot be read again and counts as none: the server refuses us, and says so.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "atenda.notices.sealed"


def seal(text: str) -> str:
    return _keys().encrypt(text.encode()).decode() if text else ""


def unsealed(stored: str) -> str:
    try:
        return _keys().decrypt(stored).decode() if stored else ""
    except InvalidToken:
        return ""


def _keys() -> MultiFernet:
    """The present key seals; keys of before still open."""
    return MultiFernet([_made_from(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _made_from(secret: str | bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(salted_hmac(SALT, "key", secret=secret, algorithm="sha256").digest()))
