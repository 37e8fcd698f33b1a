"""How deeds on cases are taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from atenda.cases import events
from atenda.cases.assignment import assign
from atenda.cases.describing import LINKS, words_for
from atenda.cases.editing import edit
from atenda.cases.models import Case
from atenda.cases.permissions import may_assign_cases, may_edit_cases
from atenda.history.models import Event
from atenda.history.undoing import CannotUndo, ChangedSince, undoes
from atenda.staff.models import Agent


@undoes(events.EDITED, may=may_edit_cases)
def unedit(event: Event, *, before: Mapping[str, Any], after: Mapping[str, Any], by: Agent, now: datetime) -> None:
    """Give the fields back what they held. Raises ChangedSince when somebody changed one of them later."""
    case = _case_of(event)
    current = words_for(case, tuple(after))
    if any(_key(current[name]) != _key(word) for name, word in after.items()):
        raise ChangedSince
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


def _case_of(event: Event) -> Case:
    case: Case | None = event.case
    if case is None:
        raise CannotUndo
    return case


def _key(word: Any) -> Any:
    """What a word says apart from the name a row had then."""
    return word[0] if isinstance(word, list) and len(word) == 2 else word


def _value(field: str, word: Any) -> Any:
    """The value an event's word stands for. Raises CannotUndo when the row is no longer there."""
    if field not in LINKS or word is None:
        return word
    model: Any = Case._meta.get_field(field).related_model
    row = model.objects.filter(pk=word[0]).first()
    if row is None:
        raise CannotUndo
    return row
