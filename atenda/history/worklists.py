"""What a person did lately, newest first, and what of it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from atenda.cases.models import Case
from atenda.history.models import Event
from atenda.history.telling import Detail, sentence, tell
from atenda.history.undoing import LONGEST, may_undo, undone_among
from atenda.staff.models import Agent

PAGE = 50


@dataclass(frozen=True)
class Done:
    """One deed: its case, the sentence, what changed, and whether it can be, or was, taken back."""

    id: int
    at: datetime
    folio: int
    reference: str
    sentence: str
    details: list[Detail]
    was_undone: bool
    may_undo: bool


@dataclass(frozen=True)
class Deeds:
    """`older` is the key before which the next page ends, 0 where there is none."""

    rows: list[Done]
    older: int


def deeds_of(agent: Agent, *, seen_by: Agent, now: datetime, before: int = 0) -> Deeds:
    """What `agent` did on cases that `seen_by` may see, in the last thirty days."""
    events = Event.objects.filter(actor=agent, case__isnull=False, at__gt=now - LONGEST)
    events = events.filter(case__in=Case.objects.visible_to(seen_by)).select_related("case").order_by("-pk")
    if before:
        events = events.filter(pk__lt=before)
    found = list(events.prefetch_related("payloads")[: PAGE + 1])
    undone = undone_among(found[:PAGE])
    rows = [_done(event, event.pk in undone, seen_by, now) for event in found[:PAGE]]
    return Deeds(rows, older=rows[-1].id if len(found) > PAGE else 0)


def _done(event: Event, was_undone: bool, actor: Agent, now: datetime) -> Done:
    payload = next(iter(event.payloads.all()), None)
    before, after = (payload.before or {}, payload.after or {}) if payload else ({}, {})
    case = event.case
    assert case is not None
    return Done(
        id=event.pk,
        at=event.at,
        folio=case.folio,
        reference=case.reference,
        sentence=sentence(event.kind, actor=str(actor), before=before, after=after, is_undo=event.cause_id is not None),
        details=tell(before, after),
        was_undone=was_undone,
        may_undo=not was_undone and may_undo(actor, event, now),
    )
