"""How webhooks stand, for whoever looks after them: what is paused or failing, and how long the oldest is owed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.utils import timezone

from atenda.history.models import Event
from atenda.webhooks.models import Delivery, DeliveryState, Endpoint, EndpointState, Owed, PauseReason

LATE = timedelta(minutes=15)


@dataclass(frozen=True)
class Standing:
    """`owed` counts what was not brought yet to endpoints at work; what a paused one misses is told beside it."""

    paused: list[Endpoint]
    failing: list[Endpoint]
    owed: int
    oldest: datetime | None
    is_late: bool

    @property
    def is_well(self) -> bool:
        return not (self.is_late or self.failing or any(one.reason != PauseReason.BY_HAND for one in self.paused))


def standing(now: datetime) -> Standing:
    """Of the organization entered."""
    endpoints = list(Endpoint.objects.filter(removed_at=None).order_by("pk"))
    paused = [one for one in endpoints if one.state == EndpointState.PAUSED]
    at_work = [one.pk for one in endpoints if one.state == EndpointState.ACTIVE]
    waiting = Delivery.objects.filter(endpoint__in=at_work, state=DeliveryState.WAITING)
    found = waiting.aggregate(number=Count("pk"), oldest=Min("created_at"))
    oldest = min((at for at in (found["oldest"], _oldest_owed()) if at), default=None)
    return Standing(
        paused,
        [one for one in endpoints if one.state == EndpointState.ACTIVE and one.failing_since is not None],
        found["number"] + Owed.objects.count(),
        oldest,
        oldest is not None and now - oldest > LATE,
    )


def findings() -> Iterator[str]:
    """For `atenda doctor`: one sentence for each thing."""
    now = timezone.now()
    found = standing(now)
    for one in found.paused:
        if one.reason != PauseReason.BY_HAND:
            yield f"the webhook {one} is paused since {one.paused_at:%Y-%m-%d %H:%M}: {PauseReason(one.reason).label}"
    for one in found.failing:
        yield f"the webhook {one} has not been delivered to since {one.failing_since:%Y-%m-%d %H:%M}."
    if found.oldest is not None and found.is_late:
        minutes = int((now - found.oldest).total_seconds() // 60)
        yield f"deliveries of webhooks wait: {found.owed}, the oldest for {minutes} minutes."


def _oldest_owed() -> datetime | None:
    """When the first event happened that the courier has not even looked at."""
    row = Owed.objects.order_by("pk").first()
    at: datetime | None = None
    if row is not None and row.event_ids:
        at = Event.objects.filter(pk=row.event_ids[0]).values_list("at", flat=True).first()
    return at
