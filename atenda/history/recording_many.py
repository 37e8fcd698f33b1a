"""Record the same kind of deed on many things at once: what `record` does for each, in three statements for all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from atenda.cases.models import Case
from atenda.history.chain import FIRST, digest_of, hash_of
from atenda.history.deeds import current_deed
from atenda.history.kinds import Kind
from atenda.history.models import Event, EventPayload
from atenda.organizations.tenancy import OrgModel
from atenda.staff.models import Agent

Change = tuple[Any, Any]


def record_many(
    model: type[OrgModel],
    kind: Kind,
    changes: Mapping[int, Change],
    *,
    by: Agent | None,
    at: datetime | None = None,
) -> list[Event]:
    """One event for each thing of the model, by its id what it was and what it became, in the order of the ids.

    The caller holds the locks of all of them, as for `record`. Raises NoDeed outside a verb.
    """
    deed, at, is_case = current_deed(), at or timezone.now(), issubclass(model, Case)
    kind = deed.told_as.get(kind.name, kind)
    ends = ends_of_streams(model, list(changes))
    events = []
    for pk, (before, after) in sorted(changes.items()):
        seq, previous = ends.get(pk, (0, FIRST))
        event = Event(
            kind=kind.name,
            actor=by,
            case_id=pk if is_case else None,
            subject_type=model._meta.label_lower,
            subject_id=pk,
            seq=seq + 1,
            at=at,
            cause_id=deed.cause.pk if deed.cause else None,
            payload_digest=digest_of(before, after),
            previous_hash=previous,
        )
        event.hash = hash_of(event)
        event.before, event.after = before, after
        events.append(event)
    Event.objects.bulk_create(events)
    EventPayload.objects.bulk_create(
        EventPayload(event=event, before=changes[event.subject_id][0], after=changes[event.subject_id][1])
        for event in events
    )
    deed.event_ids += [event.pk for event in events]
    deed.events += events
    if is_case:
        deed.case_ids.update(changes)
    return events


def ends_of_streams(model: type[OrgModel], ids: list[int]) -> dict[int, tuple[int, bytes]]:
    """The number and the hash of the last event of each."""
    if issubclass(model, Case):
        rows, key = Event.objects.filter(case_id__in=ids), "case_id"
    else:
        rows, key = (
            Event.objects.filter(case=None, subject_type=model._meta.label_lower, subject_id__in=ids),
            "subject_id",
        )
    last = rows.order_by(key, "-seq").distinct(key).values_list(key, "seq", "hash")
    return {pk: (seq, bytes(end)) for pk, seq, end in last}
