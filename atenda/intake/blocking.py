"""Senders of whom nothing is taken (B24)."""

from __future__ import annotations

from datetime import datetime

from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.intake import events
from atenda.intake.models import Block
from atenda.staff.models import Agent


def is_blocked(address: str) -> bool:
    """By the address itself, or by its domain or one above it."""
    domain = address.rpartition("@")[2]
    parts = domain.split(".")
    above = ["@" + ".".join(parts[place:]) for place in range(len(parts) - 1)]
    return bool(Block.objects.filter(sender__in=[address, *above]).exists())


@deed
def block(sender: str, *, by: Agent, now: datetime) -> Block:
    """Take nothing of this address, or of a domain given as @example.org. Said again, nothing changes."""
    sender = sender.strip().lower()
    made, is_new = Block.objects.get_or_create(sender=sender, defaults={"created_at": now, "created_by": by})
    if is_new:
        record(made, events.BLOCKED, by=by, after={"sender": sender}, at=now, is_first=True)
    blocked: Block = made
    return blocked


@deed
def unblock(row: Block, *, by: Agent, now: datetime) -> None:
    """Take its mails again."""
    row.lock()
    record(row, events.UNBLOCKED, by=by, before={"sender": row.sender}, at=now)
    Block.objects.filter(pk=row.pk).delete()
