"""Secrets of endpoints: made here, stored sealed with a key that never stands in the database (3.63)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from cryptography.fernet import InvalidToken

from atenda.access.sealing import keys
from atenda.webhooks.models import Endpoint

SALT = "atenda.webhooks.sealed"
PREFIX = "whsec_"
BYTES = 32


def new_secret() -> str:
    """As Standard Webhooks writes them: `whsec_` and 32 bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def seal(secret: str) -> str:
    return keys(SALT).encrypt(secret.encode()).decode()


def secrets_of(endpoint: Endpoint, now: datetime) -> list[bytes]:
    """The keys that sign, the present one first. None where another secret key sealed them: nothing can be signed."""
    stored = [endpoint.secret]
    if endpoint.former_secret and endpoint.former_until is not None and endpoint.former_until > now:
        stored.append(endpoint.former_secret)
    try:
        return [base64.b64decode(keys(SALT).decrypt(one).decode().removeprefix(PREFIX)) for one in stored]
    except InvalidToken:
        return []


def signatures(message_id: str, timestamp: int, body: bytes, signing: list[bytes]) -> str:
    """One for each key, in the order given (1.19)."""
    content = f"{message_id}.{timestamp}.".encode() + body
    digests = [hmac.new(key, content, hashlib.sha256).digest() for key in signing]
    return " ".join(f"v1,{base64.b64encode(digest).decode()}" for digest in digests)
