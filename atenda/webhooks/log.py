"""The log of deliveries and the list of endpoints, as the pages read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from atenda.webhooks.models import Delivery, DeliveryState, Endpoint

PAGE = 50
MOST_COUNTED = 1000


@dataclass(frozen=True)
class Row:
    """One endpoint of the list."""

    endpoint: Endpoint
    waiting: int
    failed: int
    last: datetime | None


@dataclass(frozen=True)
class Attempt:
    """One try as a page shows it."""

    at: datetime
    status: int | None
    error: str
    milliseconds: int
    answer: str

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def endpoints() -> list[Row]:
    """Those there are, oldest first; one question for them and one for their numbers."""
    found = list(Endpoint.objects.filter(removed_at=None).order_by("pk"))
    numbers = {
        row["endpoint"]: row
        for row in Delivery.objects.filter(endpoint__in=[one.pk for one in found])
        .values("endpoint")
        .annotate(
            waiting=Count("pk", filter=Q(state=DeliveryState.WAITING)),
            failed=Count("pk", filter=Q(state=DeliveryState.FAILED)),
            last=Max("done_at", filter=Q(state=DeliveryState.DELIVERED)),
        )
    }
    nothing: dict[str, Any] = {"waiting": 0, "failed": 0, "last": None}
    return [Row(one, *(numbers.get(one.pk, nothing)[name] for name in ("waiting", "failed", "last"))) for one in found]


def page_of_deliveries(endpoint: Endpoint, *, state: str, kind: str, before: int) -> tuple[list[Delivery], int]:
    """The newest first, and the id before which the next page begins, 0 where there is none."""
    rows = Delivery.objects.filter(endpoint=endpoint).select_related("case").defer("body", "attempts").order_by("-pk")
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else 0


def counts(endpoint: Endpoint) -> dict[str, int]:
    """How many wait and how many were given up; counted to a thousand and no further."""
    states = (DeliveryState.WAITING, DeliveryState.FAILED)
    rows = Delivery.objects.filter(endpoint=endpoint)
    return {state: len(rows.filter(state=state).values_list("pk")[: MOST_COUNTED + 1]) for state in states}


def attempts_of(delivery: Delivery) -> list[Attempt]:
    """The last one first."""
    kept = [Attempt(datetime.fromisoformat(at), *rest) for at, *rest in delivery.attempts]
    return kept[::-1]


def in_words(error: str) -> str:
    """What went wrong, as a person reads it."""
    kind, _colon, said = error.partition(": ")
    sentences = {
        "closed": _("The address leads to a private network, where Atenda does not go."),
        "unknown": _("Nobody knows a machine of this name."),
        "timeout": _("No answer came within ten seconds."),
        "refused": _("The machine is there, but nothing listens at this port."),
        "tls": _("The certificate of the other side is not in order."),
        "broken": _("The connection broke off, or the answer was not HTTP."),
        "address": _("The address cannot be called."),
        "secret": _("The secret cannot be read any more: make a new one."),
    }
    sentence = sentences.get(kind, kind)
    return f"{sentence} ({said})" if said else sentence
