"""A receiver on loopback, the way there open, and a courier that brings one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from atenda.testing.cast import NOW, Cast
from atenda.webhooks.courier import Courier
from atenda.webhooks.managing import add_endpoint
from atenda.webhooks.models import Endpoint
from atenda.webhooks.published import KINDS
from atenda.webhooks.tests.receiver import Receiver, receiving


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOKS_PRIVATE = ["127.0.0.0/8"]
    with receiving() as one:
        yield one


@pytest.fixture
def endpoint(acme: Cast, receiver: Receiver) -> Endpoint:
    return add_endpoint(url=receiver.url, kinds=list(KINDS), by=acme.admin, now=NOW)[0]


@pytest.fixture
def rounds() -> Callable[..., None]:
    """So many rounds of the courier, at this moment."""
    courier = Courier(start=lambda work: work())

    def go(many: int = 3, *, now: datetime | None = None) -> None:
        for _ in range(many):
            courier.round(now or timezone.now())

    return go
