"""Edit the fields of a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from atenda.cases import events
from atenda.cases.assignment import assign
from atenda.cases.closing import check_reason
from atenda.cases.counting import count, standing
from atenda.cases.describing import assignees_of, value_of, word_for
from atenda.cases.field_rules import check_edit, fields_in
from atenda.cases.lifecycle import close, move
from atenda.cases.models import Case, ClosingReason, State
from atenda.cases.refusals import NoCustomer, RetiredValue
from atenda.cases.titling import reference_for
from atenda.history.deeds import deed
from atenda.history.merging import Change, changed_since, merge
from atenda.history.recording import record
from atenda.staff.models import Agent

FIELDS = (
    "reference",
    "description",
    "type",
    "category",
    "priority",
    "importance",
    "campaign",
    "contact",
    "account",
    "team",
    "due_at",
    "source",
    "solution",
    "closing_reason",
    "tags",
)


class Conflict(Exception):
    """Others changed the same fields to something else meanwhile; nothing was saved."""

    def __init__(self, fields: Mapping[str, Change]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


@deed
def edit(case: Case, *, by: Agent | None, now: datetime, **values: Any) -> None:
    """Change the named fields (of FIELDS). What is so already changes nothing. A case is never without a reference.

    Raises NoCustomer, RetiredValue, StillPending, WrongReason, NotEditable, MissingFields.
    """
    case.lock()
    changed = {name: value for name, value in values.items() if value_of(case, name) != value}
    if not changed:
        return
    was, had_contact = standing(case), case.contact_id is not None
    before = {name: word_for(name, value_of(case, name)) for name in changed}
    for name, value in changed.items():
        new = [tag for tag in value if tag.pk not in case.tag_ids] if name == "tags" else [value]
        if any(getattr(each, "retired_at", None) is not None for each in new):
            raise RetiredValue
        if name == "tags":
            case.tag_ids = [tag.pk for tag in value]
        else:
            setattr(case, name, value)
    if case.contact_id is None and case.account_id is None:
        raise NoCustomer
    check_edit(case, fields_in(changed, had_contact=had_contact))
    if not case.reference.strip():
        case.reference = changed["reference"] = reference_for(case)
    if "closing_reason" in changed:
        check_reason(case.state, case.closing_reason)
    columns = ["tag_ids" if name == "tags" else name for name in changed]
    case.save(update_fields=[*columns, *case.changed_by(by, now)])
    after = {name: word_for(name, value) for name, value in changed.items()}
    record(case, events.EDITED, by=by, before=before, after=after, at=now)
    count(was, standing(case), of=case)


@deed
def save_form(case: Case, *, values: Mapping[str, Any], seen: int, by: Agent | None, now: datetime) -> None:
    """Save a form that was opened when the case's latest event was number `seen`.

    `values` may name any of FIELDS, `state`, and `responsible` with `assignees` (the others). What others changed
    meanwhile is kept, field by field; where both changed the same field differently nothing is saved and Conflict
    says whose values there are (B3).
    """
    case.lock()
    settled = merge(
        current=_words(case, values),
        theirs=changed_since(case, seen),
        mine={name: word_for(name, value) for name, value in _with_everyone(values).items()},
    )
    if settled.conflicts:
        raise Conflict(settled.conflicts)
    moves = "state" in settled.changes and values["state"] != case.state
    ends = moves and values["state"].is_finished
    with_the_move = {"closing_reason", "solution"} if ends else {"closing_reason"} if moves else set()
    fields = {name: values[name] for name in FIELDS if name in settled.changes and name not in with_the_move}
    if fields:
        edit(case, by=by, now=now, **fields)
    if "assignees" in settled.changes:
        assign(case, responsible=values["responsible"], others=values["assignees"], by=by, now=now)
    if ends:
        reason, solution = values.get("closing_reason"), values.get("solution")
        move(case, to=values["state"], reason=reason, solution=solution, by=by, now=now)
    elif moves:
        move(case, to=values["state"], by=by, now=now)


@deed
def finish(
    case: Case,
    *,
    to: State | None = None,
    reason: ClosingReason | None = None,
    solution: str | None = None,
    also: Mapping[str, Any],
    by: Agent | None,
    now: datetime,
) -> None:
    """Close a case, filling in `also` what it lacked for that (B31). A finished one stays as it is, in all its fields.

    See `edit` and `close`.
    """
    case.lock()
    if not case.is_pending:
        return
    fields = {name: value for name, value in also.items() if name != "responsible"}
    if fields:
        edit(case, by=by, now=now, **fields)
    if "responsible" in also:
        assign(case, responsible=also["responsible"], others=assignees_of(case), by=by, now=now)
    close(case, to=to, reason=reason, solution=solution, by=by, now=now)


def _with_everyone(values: Mapping[str, Any]) -> dict[str, Any]:
    """The people as one value, the responsible first, as events keep them."""
    together = {name: value for name, value in values.items() if name not in {"responsible", "assignees"}}
    if "responsible" in values:
        responsible = values["responsible"]
        together["assignees"] = list(
            dict.fromkeys([*([responsible] if responsible else []), *values.get("assignees", ())])
        )
    return together


def _words(case: Case, names: Mapping[str, Any]) -> dict[str, Any]:
    words = {name: word_for(name, value_of(case, name)) for name in names if name not in {"responsible", "assignees"}}
    if "responsible" in names:
        words["assignees"] = word_for("assignees", assignees_of(case))
    return words
