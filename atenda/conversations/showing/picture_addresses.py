"""Addresses of the pictures in a mail: sealed, for one hour, so that they open without a session and nothing else.

The frame has no origin, so the browser sends no cookie with what it asks for. Those of other machines have addresses at
the stream (`remote_addresses.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from atenda.conversations.models import Message

SALT = "atenda.conversations.pictures"
LASTS = 3600  # seconds
LONGEST = 4_000  # signs of a sealed address


class NotSealed(Exception):
    """No address of ours, or one of long ago."""


@dataclass(frozen=True, slots=True)
class Asked:
    organization: int
    message: int
    file: int


def address_of_file(message: Message, file: int) -> str:
    what = [message.organization_id, message.pk, file]
    return reverse("mail_picture", args=[signing.dumps(what, salt=SALT, compress=True)])


def opened(token: str) -> Asked:
    """What the seal says. Raises NotSealed."""
    try:
        organization, message, file = signing.loads(token[:LONGEST], salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NotSealed from error
    return Asked(organization, message, file)
