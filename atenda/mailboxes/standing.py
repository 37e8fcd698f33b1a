"""How mail comes in, for whoever looks after it: the servers that nothing can be fetched from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from atenda.mailboxes.models import ImapDoor, TroubleKind

PATIENCE = timedelta(minutes=15)  # so long a server may be away before anybody is called
LATE = timedelta(minutes=15)  # without an answer, and nobody says why


@dataclass(frozen=True)
class Standing:
    """`silent` are those without trouble that nobody asks: the worker is away, or what it does hangs."""

    troubled: list[ImapDoor]
    silent: list[ImapDoor]
    is_well: bool


def standing(now: datetime) -> Standing:
    """Of the organization entered. What only passes is told and calls nobody."""
    at_work = ImapDoor.objects.filter(is_paused=False, ended_at=None, mailbox__retired_at=None).exclude(folders=[])
    doors = list(at_work.select_related("mailbox").order_by("pk"))
    troubled = [door for door in doors if door.trouble_kind]
    silent = [door for door in doors if not door.trouble_kind and door.asked_at and now - door.asked_at > LATE]
    return Standing(troubled, silent, not silent and not any(_lasts(door, now) for door in troubled))


def findings() -> Iterator[str]:
    """For `atenda doctor`: one sentence for each server."""
    now = timezone.now()
    found = standing(now)
    for door in found.troubled:
        said = f" ({door.trouble})" if door.trouble else ""
        yield f"nothing is fetched from {door} since {door.trouble_since:%Y-%m-%d %H:%M}: {reason(door)}{said}"
    for door in found.silent:
        yield f"nobody has asked {door} since {door.asked_at:%Y-%m-%d %H:%M}."


def reason(door: ImapDoor) -> str:
    return str(TroubleKind(door.trouble_kind).label)


def _lasts(door: ImapDoor, now: datetime) -> bool:
    return door.trouble_since is not None and now - door.trouble_since > PATIENCE
