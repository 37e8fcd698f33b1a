"""What a person did lately, newest first, and what of it can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from atenda.cases.models import Case
from atenda.customers.models import Account, Contact
from atenda.history.kinds import parts
from atenda.history.models import Event
from atenda.history.sight import CUSTOMERS, TAGS, in_sight
from atenda.history.telling import CUSTOMER_FIELDS, FIELD_NAMES, Detail, sentence, tell
from atenda.history.undoing import LONGEST, may_undo, undone_among
from atenda.staff.models import Agent

PAGE = 50


@dataclass(frozen=True)
class Done:
    """One deed: its case or customer, the sentence, what changed, and whether it can be, or was, taken back."""

    id: int
    at: datetime
    case: Case | None
    customer: Account | Contact | None
    sentence: str
    details: list[Detail]
    was_undone: bool
    may_undo: bool
    is_of_tags: bool = False  # the customers'


@dataclass(frozen=True)
class Deeds:
    """`older` is the key before which the next page ends, 0 where there is none."""

    rows: list[Done]
    older: int


def deeds_of(agent: Agent, *, seen_by: Agent, now: datetime, before: int = 0) -> Deeds:
    """What `agent` did on cases and customers that `seen_by` may see, in the last thirty days."""
    events = Event.objects.filter(in_sight(seen_by), actor=agent, at__gt=now - LONGEST).exclude(kind__in=parts())
    events = events.select_related("case").order_by("-pk")
    if before:
        events = events.filter(pk__lt=before)
    found = list(events.prefetch_related("payloads")[: PAGE + 1])
    undone = undone_among(found[:PAGE])
    customers = _customers(found[:PAGE])
    rows = [
        _done(event, customers.get((event.subject_type, event.subject_id)), event.pk in undone, seen_by, now)
        for event in found[:PAGE]
    ]
    return Deeds(rows, older=rows[-1].id if len(found) > PAGE else 0)


def _customers(events: Sequence[Event]) -> dict[tuple[str, int], Account | Contact]:
    """The customers that events without a case are of; one query for each kind."""
    found: dict[tuple[str, int], Account | Contact] = {}
    for kind, model in CUSTOMERS.items():
        ids = {event.subject_id for event in events if event.case_id is None and event.subject_type == kind}
        found |= {(kind, pk): customer for pk, customer in model.objects.in_bulk(ids).items()} if ids else {}
    return found


def _done(event: Event, customer: Account | Contact | None, was_undone: bool, actor: Agent, now: datetime) -> Done:
    payload = next(iter(event.payloads.all()), None)
    before, after = (payload.before or {}, payload.after or {}) if payload else ({}, {})
    return Done(
        id=event.pk,
        at=event.at,
        case=event.case,
        customer=customer,
        sentence=sentence(event.kind, actor=str(actor), before=before, after=after, is_undo=event.cause_id is not None),
        details=tell(before, after, CUSTOMER_FIELDS if event.case_id is None else FIELD_NAMES),
        was_undone=was_undone,
        may_undo=not was_undone and may_undo(actor, event, now),
        is_of_tags=event.case_id is None and event.subject_type == TAGS,
    )
