"""Addresses of the pictures in a mail: sealed, for one hour, so that they open without a session and nothing else.

The frame has no origin, so the browser sends no cookie with what it asks for; and a proxy that anybody could name an
address to would fetch whatever anybody likes (3.24).
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
    file: int | None  # one of the mail's own
    url: str  # or one of another machine


def address_of_file(message: Message, file: int) -> str:
    return _address([message.organization_id, message.pk, file, ""])


def address_of_remote(message: Message, url: str) -> str:
    """Empty where the address is too long to be sealed."""
    address = _address([message.organization_id, message.pk, None, url])
    return address if len(address) <= LONGEST else ""


def opened(token: str) -> Asked:
    """What the seal says. Raises NotSealed."""
    try:
        organization, message, file, url = signing.loads(token[:LONGEST], salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NotSealed from error
    return Asked(organization, message, file, url)


def _address(what: list[int | str | None]) -> str:
    return reverse("mail_picture", args=[signing.dumps(what, salt=SALT, compress=True)])
