"""The hash chain: each event's hash covers its own words, the digest of its payload and the hash before it.

An edited, deleted or inserted event breaks the chain from there on. What cannot be seen from inside is a cut at the
end; that needs an anchor outside.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from atenda.history.models import Event, EventPayload
from atenda.organizations.entering import current_organization

FIRST = bytes(32)
UNLINKED = """
    SELECT id, case_id FROM (
        SELECT id, case_id, seq, previous_hash, lag(hash) OVER stream AS before, lag(seq) OVER stream AS seq_before
        FROM history_event WHERE organization_id = %(organization)s
        WINDOW stream AS (
            PARTITION BY case_id, CASE WHEN case_id IS NULL THEN subject_type END,
                         CASE WHEN case_id IS NULL THEN subject_id END
            ORDER BY seq)
    ) linked
    WHERE previous_hash <> coalesce(before, %(first)s) OR seq <> coalesce(seq_before, 0) + 1
    ORDER BY id LIMIT 1000
"""


def digest_of(before: Any, after: Any) -> bytes:
    """SHA-256 over the canonical JSON of a payload."""
    return hashlib.sha256(_canonical({"before": before, "after": after})).digest()


def hash_of(event: Event) -> bytes:
    """SHA-256 over the event's words and the hash before it; of the organization, the number it is chained under."""
    words = {
        "organization": current_organization().chain,
        "kind": event.kind,
        "actor": event.actor_id,
        "case": event.case_id,
        "subject": [event.subject_type, event.subject_id],
        "seq": event.seq,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "cause": event.cause_id,
        "payload": bytes(event.payload_digest).hex(),
        "previous": bytes(event.previous_hash).hex(),
    }
    return hashlib.sha256(_canonical(words)).digest()


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold, and why."""

    event_id: int
    case_id: int | None
    why: str


def verify(rows_at_a_time: int = 2000) -> Iterator[Break]:
    """Every break in the organization entered, streams in turn; none for a sound log."""
    cases = Event.objects.filter(case__isnull=False).order_by("case_id", "seq")
    others = Event.objects.filter(case__isnull=True).order_by("subject_type", "subject_id", "seq")
    yield from _breaks(cases.iterator(rows_at_a_time), key=lambda event: event.case_id)
    yield from _breaks(others.iterator(rows_at_a_time), key=lambda event: (event.subject_type, event.subject_id))
    yield from _altered(EventPayload.objects.all(), rows_at_a_time)


def verify_links_and(some: int) -> Iterator[Break]:
    """That every event follows the one before it, and of some streams chosen by chance all words: in seconds, where
    `verify` takes minutes. For a log whose bytes are known to be what they were, as in a copy just restored."""
    with connection.cursor() as cursor:
        cursor.execute(UNLINKED, {"organization": current_organization().pk, "first": FIRST})
        for event_id, case_id in cursor.fetchall():
            yield Break(event_id, case_id, "does not follow the event before it")
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    chosen = random.sample(range(1, newest + 1), min(some, newest))
    streams = list(Event.objects.filter(pk__in=chosen, case__isnull=False).values_list("case_id", flat=True).distinct())
    events = Event.objects.filter(case__in=streams).order_by("case_id", "seq")
    yield from _breaks(events.iterator(2000), key=lambda event: event.case_id)
    yield from _altered(EventPayload.objects.filter(event__case__in=streams), 2000)


def _breaks(events: Iterable[Event], key: Any) -> Iterator[Break]:
    stream: Any = None
    seq, previous = 0, FIRST
    for event in events:
        if key(event) != stream:
            stream, seq, previous = key(event), 0, FIRST
        seq += 1
        if event.seq != seq:
            yield Break(event.pk, event.case_id, f"number {seq} is missing before {event.seq}")
            seq = event.seq
        elif bytes(event.previous_hash) != previous:
            yield Break(event.pk, event.case_id, "does not follow the event before it")
        elif hash_of(event) != bytes(event.hash):
            yield Break(event.pk, event.case_id, "its words were changed")
        previous = bytes(event.hash)


def _altered(payloads: Any, rows_at_a_time: int) -> Iterator[Break]:
    for payload in payloads.select_related("event").iterator(rows_at_a_time):
        if payload.before is None and payload.after is None:
            continue  # erased by law, or empty from the start
        if digest_of(payload.before, payload.after) != bytes(payload.event.payload_digest):
            yield Break(payload.event_id, payload.event.case_id, "its payload was changed")


def _canonical(value: Any) -> bytes:
    text = json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()
