"""Write down what became of what was brought, and what follows for the delivery and for its endpoint."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from atenda.history.deeds import one_deed
from atenda.organizations.entering import current_organization
from atenda.webhooks import managing
from atenda.webhooks.bringing import Parcel
from atenda.webhooks.crashing import maybe_crash
from atenda.webhooks.models import Delivery, DeliveryState, Endpoint, EndpointState, PauseReason
from atenda.webhooks.schedule import DEAD, MOST_IN_A_ROW, SLOW, Fate, Outcome, next_question, next_try
from atenda.webhooks.telling import tell_administrators

KEPT = 20  # tries a delivery remembers
HEALTH = ("failing_since", "tries", "retry_at", "is_slow")

WRITE = """
    UPDATE webhooks_delivery d
    SET state = v.state, tries = v.tries, due_at = v.due_at, status = v.status, body = v.body,
        tried_at = coalesce(d.tried_at, v.at), done_at = v.done_at,
        attempts = (CASE WHEN jsonb_array_length(d.attempts) >= %s THEN d.attempts - 0 ELSE d.attempts END)
                   || jsonb_build_array(v.attempt)
    FROM unnest(%s::bigint[], %s::text[], %s::int[], %s::timestamptz[], %s::int[], %s::text[], %s::timestamptz[],
                %s::timestamptz[], %s::jsonb[])
         AS v (id, state, tries, due_at, status, body, at, done_at, attempt)
    WHERE d.organization_id = %s AND d.id = v.id AND d.state = 'waiting'
"""


@dataclass
class Settled:
    """A delivery as it stands after a try."""

    parcel: Parcel
    outcome: Outcome
    state: DeliveryState
    tries: int
    due_at: datetime


def settle(endpoint_id: int, done: Sequence[tuple[Parcel, Outcome]], now: datetime) -> None:
    """All that one endpoint was brought lately, in the order it was. In the organization entered."""
    maybe_crash("brought")
    with transaction.atomic():
        endpoint = Endpoint.objects.select_for_update(no_key=True).get(pk=endpoint_id)
        before = {name: getattr(endpoint, name) for name in HEALTH}
        settled = [_settled(endpoint, parcel, outcome, now) for parcel, outcome in done]
        _write(settled)
        _say_how_it_is(endpoint, before, now)
    reason = _reason_to_pause(endpoint, settled, now)
    if reason and endpoint.state == EndpointState.ACTIVE:
        _pause(endpoint, reason, now)


def _settled(endpoint: Endpoint, parcel: Parcel, outcome: Outcome, now: datetime) -> Settled:
    """What one try means for the delivery, and note on the endpoint what it means for it."""
    state, tries, due_at = DeliveryState.WAITING, parcel.tries, parcel.due_at
    if outcome.fate == Fate.TAKEN:
        endpoint.failing_since, endpoint.tries, endpoint.retry_at = None, 0, None
        endpoint.is_slow = outcome.milliseconds > SLOW
        return Settled(parcel, outcome, DeliveryState.DELIVERED, tries, due_at)
    endpoint.failing_since = endpoint.failing_since or outcome.at
    is_new = endpoint.retry_at is None or outcome.at >= endpoint.retry_at  # else others have said so at the same time
    endpoint.tries += is_new
    if outcome.fate == Fate.REFUSED:
        if parcel.due_at <= outcome.at:  # its own turn, not a question whether the endpoint serves again
            tries += 1
            again = next_try(tries, now)
            state, due_at = (DeliveryState.WAITING, again) if again else (DeliveryState.FAILED, due_at)
        if is_new and endpoint.tries >= MOST_IN_A_ROW:
            endpoint.retry_at = next_question(endpoint.tries - MOST_IN_A_ROW + 1, outcome.retry_after, now)
    elif is_new:
        endpoint.retry_at = next_question(endpoint.tries, outcome.retry_after, now)
    return Settled(parcel, outcome, state, tries, due_at)


def _write(settled: Sequence[Settled]) -> None:
    rows = [
        (
            one.parcel.pk,
            str(one.state),
            one.tries,
            one.due_at,
            one.outcome.status,
            one.parcel.body,
            one.outcome.at,
            one.outcome.at if one.state != DeliveryState.WAITING else None,
            json.dumps(one.outcome.kept),
        )
        for one in _last_of_each(settled)
    ]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [KEPT, *map(list, zip(*rows, strict=True)), current_organization().pk])


def _last_of_each(settled: Sequence[Settled]) -> list[Settled]:
    return list({one.parcel.pk: one for one in settled}.values())


def _say_how_it_is(endpoint: Endpoint, before: Mapping[str, Any], now: datetime) -> None:
    """Nothing is written of an endpoint that is as it was. One that serves again gets at once all that waited."""
    if all(getattr(endpoint, name) == value for name, value in before.items()):
        return
    endpoint.save(update_fields=HEALTH)
    if before["failing_since"] is not None and endpoint.failing_since is None:
        Delivery.objects.filter(endpoint=endpoint, state=DeliveryState.WAITING, due_at__gt=now).update(due_at=now)


def _reason_to_pause(endpoint: Endpoint, settled: Sequence[Settled], now: datetime) -> str:
    if settled and settled[-1].outcome.fate == Fate.GONE:
        return PauseReason.GONE
    is_dead = endpoint.failing_since is not None and now - endpoint.failing_since > DEAD
    return PauseReason.DEAD if is_dead else PauseReason.NONE


def _pause(endpoint: Endpoint, reason: str, now: datetime) -> None:
    with one_deed():
        if managing.pause(endpoint, by=None, now=now, reason=reason):
            tell_administrators(endpoint, now=now)
