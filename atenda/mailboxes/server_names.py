"""Names of servers as people and programs write them."""

from __future__ import annotations

from atenda.mailboxes.refusals import NoServerName


def server_name(written: str) -> str:
    """The name alone, in lower case. Raises NoServerName.

    >>> server_name(" IMAP.Example.com. ")
    'imap.example.com'
    """
    name = written.strip().rstrip(".")
    if not name or any(not (sign.isalnum() or sign in ".-:[]") for sign in name):
        raise NoServerName
    return name.lower()
