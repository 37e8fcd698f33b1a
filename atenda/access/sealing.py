"""Secrets of second factors as they are stored: sealed, so that a copied database opens none (3.63).

The key is made from the secret key, which never stands in the database. What was stored before sealing began is read
as it stands.
"""

from __future__ import annotations

import base64

import structlog
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

MARK = "sealed:"
SALT = "atenda.access.sealing"

log = structlog.get_logger(__name__)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """What Atenda decides differently about second factors."""

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unsealed(encrypted_text)


def seal(text: str) -> str:
    """The text as it is stored. What is sealed already stays as it is."""
    return text if is_sealed(text) else MARK + keys(SALT).encrypt(text.encode()).decode()


def unsealed(stored: str) -> str:
    """The text again. What another secret key sealed is replaced by chance, which no code fits."""
    if not is_sealed(stored):
        return stored
    try:
        return keys(SALT).decrypt(stored.removeprefix(MARK)).decode()
    except InvalidToken:
        log.error("a second factor was sealed with another secret key: reset it with `atenda reset`")
        return str(generate_totp_secret())


def is_sealed(stored: str) -> bool:
    return stored.startswith(MARK)


def keys(salt: str) -> MultiFernet:
    """The keys of one kind of secret, never another's: the present one seals, those of before still open."""
    return MultiFernet([_made_from(secret, salt) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _made_from(secret: str | bytes, salt: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(salted_hmac(salt, "key", secret=secret, algorithm="sha256").digest()))
