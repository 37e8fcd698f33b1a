"""When customers are asked how it went, and how to change it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.satisfaction.events import POLICY_CHANGED
from atenda.satisfaction.models import Policy
from atenda.staff.models import Agent

FIELDS = (
    "is_on",
    "hours",
    "days_between",
    "days_valid",
    "faces",
    "except_reasons",
    "bad_tag",
    "tells_supervisors",
)


def policy() -> Policy:
    """The one that holds; a row of its own only where somebody chose."""
    return Policy.objects.first() or Policy()


def as_values(held: Policy) -> dict[str, Any]:
    return {name: getattr(held, name) for name in FIELDS}


@deed
def set_policy(*, by: Agent, now: datetime, **changed: Any) -> Policy:
    """Change the named parts; the same again changes nothing. Only what is closed from now on is asked about."""
    held: Policy = Policy.objects.select_for_update().first() or Policy()
    before = as_values(held)
    after = {**before, **changed}
    if before == after and held.pk is not None:
        return held
    if after["is_on"] and not before["is_on"]:
        held.since = now
    for name, value in after.items():
        setattr(held, name, value)
    held.save()
    different = [name for name in FIELDS if before[name] != after[name]]
    record(
        held,
        POLICY_CHANGED,
        by=by,
        before={name: before[name] for name in different},
        after={name: after[name] for name in different},
        at=now,
    )
    return held
