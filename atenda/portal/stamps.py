"""What a form of a customer's page carries: when it was made, for which address, and a name for what is sent with it.

Sealed with the secret key, so that a program cannot make its own (7.11). The name makes two clicks one deed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.core import signing
from django.utils.crypto import salted_hmac

SALT = "atenda.portal.stamps"
LASTS = timedelta(days=7)  # as long as files wait that were sent with a form
SOONEST = timedelta(seconds=2)  # nobody reads a page and writes on it faster


class BadStamp(Exception):
    """The form was not made by us for this address, or too long ago."""


@dataclass(frozen=True)
class Stamp:
    name: UUID
    made_at: datetime

    def is_too_soon(self, now: datetime) -> bool:
        return now - self.made_at < SOONEST


def stamp(token: str, *, now: datetime, name: UUID | None = None) -> str:
    """A new one, or one more for what was begun under this name."""
    said = {"name": (name or uuid4()).hex, "at": int(now.timestamp())}
    return signing.dumps(said, salt=_salt(token), compress=False)


def read(text: str, token: str, *, now: datetime) -> Stamp:
    """Raises BadStamp."""
    try:
        said = signing.loads(text, salt=_salt(token))
        found = Stamp(UUID(said["name"]), datetime.fromtimestamp(said["at"], UTC))
    except (signing.BadSignature, KeyError, TypeError, ValueError) as error:
        raise BadStamp from error
    if not timedelta(minutes=-1) <= now - found.made_at <= LASTS:
        raise BadStamp
    return found


def _salt(token: str) -> str:
    return f"{SALT}:{salted_hmac(SALT, token, algorithm='sha256').hexdigest()}"
