"""Whether processes are at work that no page can ask: each writes down, every few seconds, that it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from atenda.server.models import Pulse

EVERY = 20.0  # seconds
SILENCE = timedelta(seconds=90)


def beat(process: str, *, now: datetime) -> None:
    """This process is at work."""
    Pulse.objects.bulk_create(
        [Pulse(process=process, at=now)], update_conflicts=True, unique_fields=["process"], update_fields=["at"]
    )


def last_beat(process: str) -> datetime | None:
    """When it last was; None where it never was."""
    return Pulse.objects.filter(pk=process).values_list("at", flat=True).first()
