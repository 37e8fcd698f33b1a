"""How deeds on cases are taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from atenda.cases import catalogue, events
from atenda.cases.assignment import assign
from atenda.cases.counting import count, standing
from atenda.cases.describing import LINKS, MOMENTS, words_for
from atenda.cases.editing import edit
from atenda.cases.interludes import remember, take_back
from atenda.cases.models import Case, CaseAssignee, Lifecycle, Tag
from atenda.cases.moving import check_move
from atenda.cases.permissions import may_assign_cases, may_close_cases, may_edit_cases, may_reopen_cases
from atenda.cases.successors import now_called
from atenda.history.models import Event
from atenda.history.recording import record
from atenda.history.undoing import CannotUndo, ChangedSince, undoes
from atenda.staff.models import Agent

SLIP = timedelta(minutes=15)


@undoes(events.EDITED, may=may_edit_cases)
def unedit(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """Give the fields back what they held. Raises ChangedSince when somebody changed one of them later.

    A value that another took the place of since is that one now, both what is there and what comes back. What the
    rules of fields meanwhile forbid stays as it is: raises NotEditable, MissingFields. A field that is hidden by now
    gets its value back unseen, as it keeps it (B36).
    """
    case = _case_of(event)
    _refuse_if_changed(case, after)
    edit(case, by=by, now=now, **{name: _value(name, word) for name, word in before.items()})


@undoes(events.ASSIGNED, may=may_assign_cases)
def unassign(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """Give the case back to whoever had it. Raises ChangedSince when it went on to others."""
    case = _case_of(event)
    if case.assignee_ids != [pk for pk, _name in after["assignees"]]:
        raise ChangedSince
    ids = [pk for pk, _name in before["assignees"]]
    found = Agent.objects.in_bulk(ids)
    people = [found[pk] for pk in ids if pk in found]
    assign(case, responsible=people[0] if people else None, others=people[1:], by=by, now=now)


@undoes(events.MOVED, may=may_edit_cases)
@undoes(events.CLOSED, events.CANCELLED, may=may_close_cases)
@undoes(events.REOPENED, may=may_reopen_cases)
def unmove(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """Put the case back into the state it had, as if it had not been moved: a close taken back is no reopening.

    A slip is taken back even where the way back is barred; later it would be a move, and that is not made. Raises
    ChangedSince when it went on to another state, or why it closed was changed; MoveBarred.
    """
    case = _case_of(event)
    _refuse_if_changed(case, after)
    if now - event.at > SLIP:
        check_move(case.type_id, case.state_id, _key("state", before["state"]))
    had = words_for(case, tuple(after))
    back = {name: _value(name, word) for name, word in before.items()}
    was, was_pending = standing(case), case.is_pending
    if back["state"].is_finished and was_pending:
        case.closed_at = take_back(case, reopened_at=event.at, now=now) or _closed_before(event)
        case.reopen_count -= 1
    elif not back["state"].is_finished and not was_pending:
        remember(case, was_cancelled=case.state.lifecycle == Lifecycle.CANCELLED, now=now)
        if case.first_closed_at == case.closed_at:
            case.first_closed_at = None
        case.closed_at = None
    for name, value in back.items():
        setattr(case, name, value)
    changed = [*back, "closed_at", "first_closed_at", "reopen_count", *case.changed_by(by, now)]
    case.save(update_fields=changed)
    if was_pending != case.is_pending:
        CaseAssignee.objects.filter(case=case).update(pending=case.is_pending)
    record(case, events.UNMOVED, by=by, before=had, after=words_for(case, tuple(after)), at=now)
    count(was, standing(case), of=case)


def _closed_before(reopening: Event) -> datetime:
    """When the case had been closed that this event reopened."""
    closings = Event.objects.filter(case=reopening.case, kind__in=[events.CLOSED.name, events.CANCELLED.name])
    closed_at: datetime = closings.filter(seq__lt=reopening.seq).order_by("-seq").values_list("at", flat=True)[0]
    return closed_at


def _case_of(event: Event) -> Case:
    case: Case | None = event.case
    if case is None:
        raise CannotUndo
    if case.merged_into_id is not None:
        raise ChangedSince
    return case


def _refuse_if_changed(case: Case, after: Mapping[str, Any]) -> None:
    """Raises ChangedSince where the case does not hold what the event says."""
    for name, word in words_for(case, tuple(after)).items():
        if _key(name, word) != _key(name, after[name]):
            raise ChangedSince


def _key(field: str, word: Any) -> Any:
    """What a word says apart from the names rows had then, and from values that gave their place to others."""
    if not isinstance(word, list):
        return word or None
    if not word or isinstance(word[0], list):
        return list(dict.fromkeys(now_called(field, pk) if field == "tags" else pk for pk, _name in word))
    return now_called(field, word[0]) if field in catalogue.OF_FIELD else word[0]


def _value(field: str, word: Any) -> Any:
    """The value an event's word stands for now. Raises CannotUndo when the row is no longer there."""
    if field == "tags":
        ids = list(dict.fromkeys(now_called(field, pk) for pk, _name in word))
        found = Tag.objects.in_bulk(ids)
        return [found[pk] for pk in ids if pk in found]
    if field in MOMENTS:
        return datetime.fromisoformat(word) if word else None
    if field not in LINKS or word is None:
        return word
    model: Any = Case._meta.get_field(field).related_model
    pk = now_called(field, word[0]) if field in catalogue.OF_FIELD else word[0]
    row = model.objects.filter(pk=pk).first()
    if row is None:
        raise CannotUndo
    return row.survivor if field in {"contact", "account"} else row
