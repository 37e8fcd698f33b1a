"""Record what a verb did."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from django.utils import timezone

from atenda.cases.models import Case
from atenda.history.chain import FIRST, digest_of, hash_of
from atenda.history.deeds import current_deed
from atenda.history.kinds import Kind
from atenda.history.models import Event, EventPayload
from atenda.organizations.prepared import prepared
from atenda.organizations.rows import columns_of, values_of
from atenda.organizations.tenancy import OrgModel
from atenda.staff.models import Agent

NOTHING = digest_of(None, None)


def record(
    subject: OrgModel,
    kind: Kind,
    *,
    by: Agent | None,
    before: Any = None,
    after: Any = None,
    case: Case | None = None,
    cause: Event | None = None,
    at: datetime | None = None,
    is_first: bool = False,
    is_remark: bool = False,
) -> Event:
    """Write one event, at the end of the stream of its case or, without a case, of its subject.

    `by` is the agent who did it, None for Atenda itself. `before` and `after` are what JSON can carry. `cause` is the
    event that led to this one, that of the deed when not given. `is_first` spares a look for the end of a stream that
    begins here. `is_remark`: it says something about the deed and is no part of it, so nothing follows it and nobody
    takes it back. The caller holds the lock of the case or subject, so that the stream has no gaps. Raises NoDeed
    outside a verb.
    """
    deed = current_deed()
    kind = deed.told_as.get(kind.name, kind)
    if isinstance(subject, Case):
        case = subject
    seq, previous = (0, FIRST) if is_first else _end_of_stream(subject, case)
    has_payload = before is not None or after is not None
    event = Event(
        kind=kind.name,
        actor=by,
        case=case,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        seq=seq + 1,
        at=at or timezone.now(),
        cause_id=cause.pk if (cause := cause or deed.cause) else None,
        payload_digest=digest_of(before, after) if has_payload else NOTHING,
        previous_hash=previous,
    )
    event.hash = hash_of(event)
    event.subject, event.before, event.after = subject, before, after
    _insert(event, EventPayload(before=before, after=after) if has_payload else None)
    if not is_remark:
        deed.event_ids.append(event.pk)
        deed.events.append(event)
    if case is not None:
        deed.case_ids.add(case.pk)
    return event


def _insert(event: Event, payload: EventPayload | None) -> None:
    """Insert the event and, apart from it, its payload, in one statement."""
    values = values_of(event)
    if payload is not None:
        values += values_of(payload, "event")
    with prepared() as cursor:
        cursor.execute(_statement(has_payload=payload is not None), values)
        event.pk = cursor.fetchone()[0]
    event._state.adding, event._state.db = False, "default"


@cache
def _statement(*, has_payload: bool) -> str:
    columns, apart = columns_of(Event), columns_of(EventPayload, "event")
    event = f"INSERT INTO history_event ({', '.join(columns)}) VALUES ({', '.join(columns.values())}) RETURNING id"  # noqa: S608  our own columns
    if not has_payload:
        return event
    return f"""
        WITH event AS ({event}), payload AS (
            INSERT INTO history_eventpayload (event_id, {", ".join(apart)})
            SELECT id, {", ".join(apart.values())} FROM event)
        SELECT id FROM event
        """  # noqa: S608  our own columns


_END_OF_CASE = (
    "SELECT seq, hash FROM history_event WHERE organization_id = %s AND case_id = %s ORDER BY seq DESC LIMIT 1"
)


def _end_of_stream(subject: OrgModel, case: Case | None) -> tuple[int, bytes]:
    if case is not None:
        with prepared() as cursor:
            cursor.execute(_END_OF_CASE, [case.organization_id, case.pk])
            last = cursor.fetchone()
    else:
        stream = Event.objects.filter(case=None, subject_type=subject._meta.label_lower, subject_id=subject.pk)
        last = stream.order_by("-seq").values_list("seq", "hash").first()
    return (last[0], bytes(last[1])) if last else (0, FIRST)
