"""Webhooks and their deliveries as JSON. A secret is in one answer only: the one that made it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from atenda.api.shapes import Answer, Shape
from atenda.server.outbound_http import LONGEST_URL
from atenda.webhooks.log import attempts_of
from atenda.webhooks.models import Delivery, Endpoint
from atenda.webhooks.published import KINDS

if TYPE_CHECKING:
    Kind = str
else:
    Kind = Literal[tuple(KINDS)]


class EndpointFields(Shape):
    """What is not named stays as it is."""

    url: Annotated[str, Field(min_length=1, max_length=LONGEST_URL)] | None = None
    description: Annotated[str, Field(max_length=200)] | None = None
    kinds: Annotated[list[Kind], Field(min_length=1, max_length=len(KINDS))] | None = None
    is_full: bool | None = Field(default=None, description="All of the case or customer, not only which fields.")
    hears_quiet: bool | None = Field(default=None, description="Also what was saved without telling anybody.")


class NewEndpoint(EndpointFields):
    url: Annotated[str, Field(min_length=1, max_length=LONGEST_URL)]
    kinds: Annotated[list[Kind], Field(min_length=1, max_length=len(KINDS))]


class EndpointOut(Answer):
    id: int
    url: str
    description: str
    kinds: list[str]
    is_full: bool
    hears_quiet: bool
    state: Literal["active", "paused"]
    reason: str = Field(description="Why it is paused: by_hand, dead or gone.")
    paused_at: datetime | None
    failing_since: datetime | None
    retry_at: datetime | None
    created_at: datetime


class EndpointWithSecret(EndpointOut):
    secret: str = Field(description="It is shown this once; empty when the answer is repeated.")


class Endpoints(Answer):
    items: list[EndpointOut]


class DeliveryRow(Answer):
    id: int
    kind: str
    message_id: str
    case: int | None = Field(description="Its folio.")
    state: Literal["waiting", "delivered", "failed"]
    status: int | None = Field(description="Of the last answer.")
    tries: int
    due_at: datetime
    created_at: datetime
    done_at: datetime | None


class Attempt(Answer):
    at: datetime
    status: int | None
    error: str
    milliseconds: int
    answer: str


class DeliveryOut(DeliveryRow):
    webhook: int
    body: dict[str, Any] | None
    attempts: list[Attempt]


class DeliveryPage(Answer):
    items: list[DeliveryRow]
    next: str | None


class Since(Shape):
    hours: Literal[1, 24, 168, 720] = 24


class Again(Answer):
    deliveries: int


def endpoint(found: Endpoint) -> dict[str, Any]:
    names = ("url", "description", "kinds", "is_full", "hears_quiet")
    moments = ("paused_at", "failing_since", "retry_at", "created_at")
    state = {"state": str(found.state), "reason": str(found.reason)}
    return {"id": found.pk, **{name: getattr(found, name) for name in (*names, *moments)}, **state}


def delivery_row(found: Delivery) -> dict[str, Any]:
    names = ("kind", "message_id", "status", "tries", "due_at", "created_at", "done_at")
    return {
        "id": found.pk,
        **{name: getattr(found, name) for name in names},
        "case": found.case.folio if found.case else None,
        "state": str(found.state),
    }


def delivery(found: Delivery) -> dict[str, Any]:
    tries = ("at", "status", "error", "milliseconds", "answer")
    return {
        **delivery_row(found),
        "webhook": found.endpoint_id,
        "body": json.loads(found.body) if found.body else None,
        "attempts": [{name: getattr(each, name) for name in tries} for each in attempts_of(found)],
    }


def says_all(body: Mapping[str, Any] | None) -> bool:
    """Whether the words of a delivery say more than which fields changed."""
    return body is not None and "before" in body["data"]
