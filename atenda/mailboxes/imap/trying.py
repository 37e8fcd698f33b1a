"""Sign in to a server once, and say what folders it has: what a person waits for who sets it up."""

from __future__ import annotations

from contextlib import nullcontext

from atenda.mailboxes.imap.conversing import Conversation, Login
from atenda.mailboxes.imap.signing_in import login_of
from atenda.mailboxes.models import ImapDoor

PATIENCE = 20.0  # seconds in all: a page waits for it


def folders_there(door: ImapDoor, password: str | None = None) -> list[str]:
    """By the password typed just now, or by what is kept. Raises Trouble."""
    login = login_of(door, nullcontext) if password is None else Login(password)
    conversation = Conversation(door, login, seconds=PATIENCE)
    try:
        return conversation.folders()
    finally:
        conversation.end()
