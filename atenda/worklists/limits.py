"""How many cases a column of a board should hold at most: a warning, nothing is refused for it (U26)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from atenda.history.deeds import deed
from atenda.history.recording import record
from atenda.organizations.revisions import kept_until_touched, touch
from atenda.staff.models import Agent
from atenda.worklists.events import LIMITED
from atenda.worklists.models import BoardLimits

HIGHEST = 999


@kept_until_touched
def limits_of(field: str) -> dict[str, int]:
    """By the key of a value; without one there is no limit."""
    row = BoardLimits.objects.filter(field=field).first()
    return dict(row.limits) if row else {}


@deed
def set_limits(field: str, limits: Mapping[str, int], *, by: Agent | None, now: datetime) -> None:
    """Let these be the limits of the columns of a field, and no others. The same again changes nothing."""
    before, after = limits_of(field), {key: most for key, most in limits.items() if most}
    if before == after:
        return
    row, _made = BoardLimits.objects.update_or_create(field=field, defaults={"limits": after})
    record(row, LIMITED, by=by, before={"field": field, **before}, after={"field": field, **after}, at=now)
    touch()
