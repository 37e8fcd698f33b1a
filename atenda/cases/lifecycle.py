"""Move a case from state to state: work on it, wait, close, cancel, reopen."""

from __future__ import annotations

from datetime import datetime

from atenda.cases import catalogue, events
from atenda.cases.counting import count
from atenda.cases.describing import word_for
from atenda.cases.models import FINISHED, Case, CaseAssignee, Lifecycle, State
from atenda.cases.refusals import RetiredValue
from atenda.history.deeds import deed
from atenda.history.kinds import Kind
from atenda.history.recording import record
from atenda.staff.models import Agent


@deed
def move(case: Case, *, to: State, by: Agent | None, now: datetime) -> None:
    """Give the case a state. Closing, cancelling and reopening follow from what the state means (S0.64).

    The first close is kept over reopenings, which are counted (B29). The state it has already changes nothing.
    Raises RetiredValue.
    """
    case.lock()
    if case.state_id == to.pk:
        return
    if to.retired_at is not None:
        raise RetiredValue
    before, was_pending = case.state, case.is_pending
    changed = ["state", "updated_at"]
    case.state, case.updated_at = to, now
    if to.lifecycle in FINISHED and was_pending:
        case.closed_at = now
        case.first_closed_at = case.first_closed_at or now
        changed += ["closed_at", "first_closed_at"]
    elif to.lifecycle not in FINISHED and not was_pending:
        case.closed_at = None
        case.reopen_count += 1
        changed += ["closed_at", "reopen_count"]
    case.save(update_fields=changed)
    if was_pending != case.is_pending:
        CaseAssignee.objects.filter(case=case).update(pending=case.is_pending)
    record(
        case,
        _kind(to, was_pending),
        by=by,
        before={"state": word_for("state", before)},
        after={"state": word_for("state", to)},
        at=now,
    )
    count(leaving=before.pk, entering=to.pk)


@deed
def close(case: Case, *, by: Agent | None, now: datetime) -> None:
    """Close the case, in the organization's first closed state. A finished case stays as it is."""
    case.lock()
    if case.is_pending:
        move(case, to=State.objects.get(pk=catalogue.first_closed_state().id), by=by, now=now)


@deed
def reopen(case: Case, *, by: Agent | None, now: datetime) -> None:
    """Make the case pending again: in progress where there is such a state. A pending case stays as it is."""
    case.lock()
    if case.is_pending:
        return
    working = [state for state in catalogue.states_in(Lifecycle.WORKING) if not state.is_retired]
    to = working[0] if working else catalogue.initial_state()
    move(case, to=State.objects.get(pk=to.id), by=by, now=now)


def _kind(to: State, was_pending: bool) -> Kind:
    if to.lifecycle in FINISHED:
        return events.CANCELLED if to.lifecycle == Lifecycle.CANCELLED else events.CLOSED
    return events.MOVED if was_pending else events.REOPENED
