"""Providers that bring mails of a mailbox by webhook: add one, give it another secret, remove it.

The address holds a secret of 256 bits; whoever posts there has to prove as well that it is the provider.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.urls import reverse

from atenda.access.sealing import keys
from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.mailboxes import events
from atenda.mailboxes.models import HookDoor, Mailbox
from atenda.mailboxes.providers import Provider
from atenda.mailboxes.refusals import NoKey, TooManyHooks
from atenda.organizations.revisions import touch
from atenda.staff.models import Agent

SALT = "atenda.mailboxes.hooks"
USER = "atenda"
MOST = 20  # of one mailbox
LONGEST_KEY = 200


@deed
def add_hook(mailbox: Mailbox, *, provider: str, key: str = "", by: Agent, now: datetime) -> HookDoor:
    """A door for one provider; with the key it signs with, or with a password made up here. Raises NoKey, TooManyHooks.

    Of Mailgun the address ends in «mime»: then it passes on the bytes it received.
    """
    chosen = Provider(provider)
    if HookDoor.objects.filter(mailbox=mailbox).count() >= MOST:
        raise TooManyHooks
    path = secrets.token_urlsafe(32) + ("-mime" if chosen == Provider.MAILGUN else "")
    door = HookDoor(mailbox=mailbox, provider=chosen, path=path, secret=_sealed(chosen, key), created_at=now)
    door.save(force_insert=True)
    record(mailbox, events.HOOK_ADDED, by=by, after=_words(mailbox, door), at=now)
    touch()
    return door


@deed
def change_secret(door: HookDoor, *, key: str = "", by: Agent, now: datetime) -> None:
    """Another key of the provider, or another password; the one before counts no more. Raises NoKey."""
    door.secret = _sealed(Provider(door.provider), key)
    door.save(update_fields=["secret"])
    record(door.mailbox, events.HOOK_CHANGED, by=by, after=_words(door.mailbox, door), at=now)
    touch()


@deed
def remove_hook(door: HookDoor, *, by: Agent, now: datetime) -> None:
    """From now on its address leads nowhere."""
    words = _words(door.mailbox, door)
    HookDoor.objects.filter(pk=door.pk).delete()
    record(door.mailbox, events.HOOK_REMOVED, by=by, before=words, at=now)
    touch()


def door_of(organization_id: int, path: str) -> HookDoor | None:
    """Where an address leads, asked from outside any organization: nowhere once the mailbox is retired."""
    if organization_id >= 2**63 or "\0" in path:
        return None
    rows = HookDoor.everywhere.select_related("mailbox", "organization")
    found: HookDoor | None = rows.filter(organization_id=organization_id, path=path).first()
    return found if found is not None and found.mailbox.is_active else None


def secret_of(door: HookDoor) -> str:
    """What it signs or signs in with. Sealed with another secret key it opens to nobody."""
    try:
        return keys(SALT).decrypt(door.secret).decode()
    except InvalidToken:
        return secrets.token_urlsafe(32)


def address_of(door: HookDoor) -> str:
    """What is typed at the provider: of those that sign in, with user and password."""
    path = reverse("hook_mail", args=[door.organization_id, door.path])
    if Provider(door.provider).signs:
        return f"{settings.PUBLIC_URL}{path}"
    scheme, _sign, host = settings.PUBLIC_URL.partition("://")
    return f"{scheme}://{secret_of(door)}@{host}{path}"


def _sealed(provider: Provider, key: str) -> str:
    secret = key.strip() if provider.signs else f"{USER}:{secrets.token_urlsafe(24)}"
    if not secret.isascii() or not 0 < len(secret) <= LONGEST_KEY:
        raise NoKey
    return keys(SALT).encrypt(secret.encode()).decode()


def _words(mailbox: Mailbox, door: HookDoor) -> dict[str, str]:
    return {"name": mailbox.name, "provider": str(Provider(door.provider).label)}
