"""Passwords of mail servers as they are stored: sealed with a key that never stands in the database (3.63).

What another secret key sealed cannot be read again and counts as none: the server refuses us, and says so.
"""

from __future__ import annotations

from cryptography.fernet import InvalidToken

from atenda.access.sealing import keys

SALT = "atenda.notices.sealed"


def seal(text: str) -> str:
    return keys(SALT).encrypt(text.encode()).decode() if text else ""


def unsealed(stored: str) -> str:
    try:
        return keys(SALT).decrypt(stored).decode() if stored else ""
    except InvalidToken:
        return ""
