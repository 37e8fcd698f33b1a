"""Send again: one delivery, all that were given up, what was not told while an endpoint was paused; and a test."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from atenda.webhooks.models import Delivery, DeliveryState, Endpoint
from atenda.webhooks.published import TEST
from atenda.webhooks.spreading import catch_up


@transaction.atomic
def again(delivery: Delivery, *, now: datetime) -> bool:
    """It goes out once more with the same id and the same words, as if it had never been tried. Not while it waits."""
    return bool(_anew(Delivery.objects.filter(pk=delivery.pk).exclude(state=DeliveryState.WAITING), now))


@transaction.atomic
def failed_since(endpoint: Endpoint, *, since: datetime, now: datetime) -> int:
    """All that were given up since then; how many."""
    given_up = Delivery.objects.filter(endpoint=endpoint, state=DeliveryState.FAILED, created_at__gte=since)
    return _anew(given_up, now)


@transaction.atomic
def tell_since(endpoint: Endpoint, *, since: datetime, now: datetime) -> int:
    """What happened since then and this endpoint was not told; how much."""
    return catch_up(endpoint, since=since, now=now)


@transaction.atomic
def send_test(endpoint: Endpoint, *, now: datetime) -> Delivery:
    """A delivery that says nothing, by the way every other goes; an endpoint in trouble is asked at once."""
    delivery = Delivery(
        endpoint=endpoint,
        kind=TEST,
        stream="test",
        stream_id=0,
        message_id=f"msg_{uuid4().hex}",
        due_at=now,
        created_at=now,
    )
    delivery.save(force_insert=True)
    Endpoint.objects.filter(pk=endpoint.pk, retry_at__isnull=False).update(retry_at=now)
    return delivery


def _anew(deliveries: object, now: datetime) -> int:
    count: int = deliveries.update(state=DeliveryState.WAITING, tries=0, due_at=now, done_at=None)  # type: ignore[attr-defined]
    return count
