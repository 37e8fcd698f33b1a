"""The period an agent looks at, remembered wherever they sign in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from atenda.figures.models import ChosenPeriod
from atenda.figures.periods import USUAL, Period, read_moment, read_period
from atenda.history.deeds import deed
from atenda.organizations.revisions import kept_until_touched, touch
from atenda.staff.models import Agent


@deed
def look_at(period: str, *, by: Agent) -> None:
    """Remember it. A choice of their own, that history has no use for."""
    if _chosen().get(by.pk) == period:
        return
    if not ChosenPeriod.objects.filter(agent=by).update(period=period):
        ChosenPeriod.objects.bulk_create([ChosenPeriod(agent=by, period=period)], ignore_conflicts=True)
    touch()


def period_of(actor: Agent, said: Any, *, now: datetime) -> Period:
    """What the address says (`period`, and `as_of` for a past moment), or else the period looked at last."""
    zone = timezone.get_current_timezone()
    asked_at = read_moment(said.get("as_of", ""), now=now, zone=zone) or now
    for text in (said.get("period", ""), _chosen().get(actor.pk, ""), USUAL):
        if period := read_period(text, asked_at=asked_at, zone=zone):
            return period
    raise AssertionError(USUAL)


@kept_until_touched
def _chosen() -> dict[int, str]:
    return dict(ChosenPeriod.objects.values_list("agent_id", "period"))
