"""Let go of what was delivered long ago, and of what was said of a case that is erased."""

from __future__ import annotations

from datetime import datetime, timedelta

from atenda.cases.models import Case
from atenda.webhooks.models import Delivery, Endpoint

KEPT = timedelta(days=30)


def forget_case(case: Case) -> None:
    """What would have been told of it is told nobody; that it was told stays in no log."""
    Delivery.objects.filter(case=case).delete()


def forget_old(now: datetime) -> None:
    """In the organization entered: deliveries of thirty days ago, also those that wait for a paused endpoint; and the
    former secrets that sign no more."""
    Delivery.objects.filter(created_at__lt=now - KEPT).delete()
    Endpoint.objects.filter(former_until__lt=now).update(former_secret="", former_until=None)
