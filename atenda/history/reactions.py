"""What follows an event, on one screen. Named, not imported: whatever follows knows the log, never the other way round.

`OWED` is written in the deed's own transaction: what must be done, and nothing more; each answers the events that it
owes something for. `WAS_QUIET` says of a deed that nobody was to be told. `REACTIONS` run in the one job beside it,
over the events that something is owed for, oldest first, and may run twice without harm; a deed that owes nothing has
no job. Live pages are neither: they are announced after commit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from atenda.history.models import Event

OWED = (
    "atenda.searching.keeping.owe",
    "atenda.notices.owing.owe",
    "atenda.figures.marking.owe",
    "atenda.webhooks.owing.owe",
)
WAS_QUIET = "atenda.notices.owing.was_quiet"
REACTIONS = ("atenda.notices.announcing.announce",)


def owe(events: Sequence[Event], *, is_quiet: bool) -> list[Event]:
    """Write down what follows these events, with them or not at all; which of them something does follow."""
    owed = {event.pk for name in OWED for event in _named(name)(events, is_quiet=is_quiet)}
    return [event for event in events if event.pk in owed]


def was_quiet(event: Event) -> bool:
    """Whether nobody was told of the deed this event is of (B60)."""
    return bool(_named(WAS_QUIET)(event))


def follow(organization_id: int, event_ids: list[int]) -> None:
    """Put the one job that runs the reactions beside the events, in their transaction; for no events, none."""
    if event_ids:
        app.configure_task("atenda.history.jobs.react", queue="reactions").defer(
            organization_id=organization_id, event_ids=[*event_ids]
        )


def react(events: Sequence[Event]) -> None:
    """Run every reaction over the events of one deed."""
    for name in REACTIONS:
        _named(name)(events)


@cache
def _named(name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = import_string(name)
    return found
