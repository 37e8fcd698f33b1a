"""Everything that follows an event and need not be right when the page reloads, on one screen.

A reaction takes the recorded events of one deed, oldest first, and may run twice without harm. Adding one is a line
in `REACTIONS`. Live pages are not a reaction: they are announced after commit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from procrastinate.contrib.django import app

from atenda.history.models import Event

REACTIONS: dict[str, Callable[[Sequence[Event]], None]] = {}


def follow(organization_id: int, event_ids: list[int]) -> None:
    """Put the one job that runs the reactions beside the events, in their transaction."""
    if REACTIONS:
        app.configure_task("atenda.history.jobs.react", queue="reactions").defer(
            organization_id=organization_id, event_ids=[*event_ids]
        )
