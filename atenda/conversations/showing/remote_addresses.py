"""Addresses at which we fetch what a mail names on another machine: at the stream, sealed, for one hour.

A proxy that anybody could name an address to would fetch whatever anybody likes (3.24). The stream fetches and not the
pages: however slow the other machine is, no page waits for it. It has no tables, so neither has this.
"""

from __future__ import annotations

from django.core import signing

SALT = "atenda.conversations.remote_pictures"
NAME = "picture"  # of the parameter
LASTS = 3600  # seconds
LONGEST = 4_000  # signs of an address


class NotSealed(Exception):
    """No address of ours, or one of long ago."""


def address_of_remote(stream: str, organization: int, url: str) -> str:
    """`stream` is where this browser finds it. Empty where the address is too long to be sealed."""
    token = signing.dumps([organization, url], salt=SALT, compress=True)
    address = f"{stream}?{NAME}={token}"
    return address if len(address) <= LONGEST else ""


def opened(token: str) -> tuple[int, str]:
    """The organization and the address on the other machine. Raises NotSealed."""
    try:
        organization, url = signing.loads(token[:LONGEST], salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NotSealed from error
    return organization, url
