"""How often somebody may look at a customer's page, and do something there (7.11)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest

from atenda.access.limits import (
    CUSTOMER_ANSWER,
    CUSTOMER_ANSWER_DAY,
    CUSTOMER_ANSWER_OVERALL,
    CUSTOMER_PAGE,
    give_back,
    take,
)
from atenda.access.network import client_address, network_of
from atenda.organizations.entering import current_organization


def wait_to_look(request: HttpRequest, *, now: datetime) -> timedelta | None:
    return take(CUSTOMER_PAGE, network_of(client_address(request)), now=now)


def wait_to_do(request: HttpRequest, *, now: datetime) -> timedelta | None:
    """Counted once for a request, however often it is asked; inside the organization. None when it may go on."""
    if not hasattr(request, "customer_waits"):
        request.customer_waits = _take_all(network_of(client_address(request)), now)  # type: ignore[attr-defined]
    wait: timedelta | None = request.customer_waits  # type: ignore[attr-defined]
    return wait


def _take_all(network: str, now: datetime) -> timedelta | None:
    everybody = str(current_organization().pk)
    uses = [(CUSTOMER_ANSWER, network), (CUSTOMER_ANSWER_DAY, network), (CUSTOMER_ANSWER_OVERALL, everybody)]
    for number, (limit, whose) in enumerate(uses):
        if wait := take(limit, whose, now=now):
            for taken, of in uses[:number]:
                give_back(taken, of, now=now)
            return wait
    return None
