"""Who fetches from a door: one at a time, until a moment that the database's clock knows. Whoever slept past it and
was followed by another finds that out in the transaction in which it would have stored something (6.21)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from atenda.mailboxes.models import ImapDoor

LENGTH = timedelta(seconds=90)


class Lost(Exception):
    """Somebody else fetches there by now, or nobody is to."""


def take(door_id: int, holder: UUID) -> bool:
    """Mine from now on, if it is nobody's or was left."""
    free = Q(holder=None) | Q(holder=holder) | Q(held_until__lt=Now())
    mine = ImapDoor.objects.filter(free, pk=door_id, is_paused=False, ended_at=None)
    return bool(mine.update(holder=holder, held_until=Now() + LENGTH))


def hold(door_id: int, holder: UUID) -> None:
    """Inside a transaction: still mine, and nobody takes it before this commits. Raises Lost."""
    mine = ImapDoor.objects.filter(pk=door_id, holder=holder, is_paused=False, ended_at=None)
    if not mine.update(held_until=Now() + LENGTH):
        raise Lost


def let_go(door_id: int, holder: UUID) -> None:
    ImapDoor.objects.filter(pk=door_id, holder=holder).update(holder=None, held_until=None)
