"""Move a case from state to state: work on it, wait, close, cancel, reopen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from atenda.cases import catalogue, events
from atenda.cases.closing import check_reason
from atenda.cases.counting import count, standing
from atenda.cases.describing import word_for
from atenda.cases.field_rules import check_closing
from atenda.cases.interludes import remember
from atenda.cases.models import FINISHED, Case, CaseAssignee, ClosingReason, Lifecycle, State
from atenda.cases.moving import check_move, is_allowed
from atenda.cases.refusals import NothingCancels, RetiredValue, WrongEnding
from atenda.history.deeds import deed
from atenda.history.kinds import Kind
from atenda.history.recording import record
from atenda.staff.models import Agent


@deed
def move(
    case: Case,
    *,
    to: State,
    reason: ClosingReason | None = None,
    solution: str | None = None,
    by: Agent | None,
    now: datetime,
) -> None:
    """Give the case a state. Closing, cancelling and reopening follow from what the state means (S0.64).

    With a finished state may come why (S0.65) and the solution (S3.20); without one the solution stays as it is. The
    first close is kept over reopenings, which are counted and take the reason away (B29). The state it has already
    changes nothing. Raises RetiredValue, StillPending, WrongReason, MoveBarred, NeededToClose.
    """
    case.lock()
    if case.state_id == to.pk:
        return
    if to.retired_at is not None or (reason is not None and reason.retired_at is not None):
        raise RetiredValue
    check_reason(to, reason)
    check_move(case.type_id, case.state_id, to.pk)
    was, was_pending, leaving = standing(case), case.is_pending, case.state
    said = {"state": to, "closing_reason": reason, "solution": case.solution if solution is None else solution}
    words = changes(case, said)
    changed = [*words, *case.changed_by(by, now)]
    for name in words:
        setattr(case, name, said[name])
    check_closing(case, to)
    if to.lifecycle in FINISHED and was_pending:
        case.closed_at = now
        case.first_closed_at = case.first_closed_at or now
        changed += ["closed_at", "first_closed_at"]
    elif to.lifecycle not in FINISHED and not was_pending:
        remember(case, was_cancelled=leaving.lifecycle == Lifecycle.CANCELLED, now=now)
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
        before={name: change[0] for name, change in words.items()},
        after={name: change[1] for name, change in words.items()},
        at=now,
    )
    count(was, standing(case), of=case)


@deed
def close(
    case: Case,
    *,
    to: State | None = None,
    reason: ClosingReason | None = None,
    solution: str | None = None,
    by: Agent | None,
    now: datetime,
) -> None:
    """Close the case, in the organization's first closed state unless told. A finished one stays as it is.

    Raises WrongEnding for a state that is not one of closing, and what `move` raises.
    """
    case.lock()
    if case.is_pending:
        to = to or catalogue.row(State, catalogue.first_closed_state().id)
        if to.lifecycle != Lifecycle.CLOSED:
            raise WrongEnding
        move(case, to=to, reason=reason, solution=solution, by=by, now=now)


@deed
def cancel(
    case: Case,
    *,
    to: State | None = None,
    reason: ClosingReason | None = None,
    by: Agent | None,
    now: datetime,
) -> None:
    """End the case without solving it, in the first cancelled state unless told (B32). A finished one stays as it is.

    Raises NothingCancels where the organization has no such state, WrongEnding for another one, and what `move` raises.
    """
    case.lock()
    if case.is_pending:
        known = [state for state in catalogue.states_in(Lifecycle.CANCELLED) if not state.is_retired]
        if to is None and not known:
            raise NothingCancels
        to = to or catalogue.row(State, known[0].id)
        if to.lifecycle != Lifecycle.CANCELLED:
            raise WrongEnding
        move(case, to=to, reason=reason, by=by, now=now)


@deed
def reopen(case: Case, *, by: Agent | None, now: datetime) -> None:
    """Make the case pending again: in progress where there is such a state. A pending case stays as it is."""
    case.lock()
    if case.is_pending:
        return
    working = [state for state in catalogue.states_in(Lifecycle.WORKING) if not state.is_retired]
    open_to = [state for state in working if is_allowed(case.type_id, case.state_id, state.id)]
    to = open_to[0] if open_to else catalogue.initial_state()
    move(case, to=catalogue.row(State, to.id), by=by, now=now)


def changes(case: Any, said: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Of what is said, in words: what it was and what it becomes, where that differs."""
    words = {name: (word_for(name, getattr(case, name)), word_for(name, value)) for name, value in said.items()}
    return {name: change for name, change in words.items() if change[0] != change[1]}


def _kind(to: State, was_pending: bool) -> Kind:
    if to.lifecycle in FINISHED:
        return events.CANCELLED if to.lifecycle == Lifecycle.CANCELLED else events.CLOSED
    return events.MOVED if was_pending else events.REOPENED
