"""Do to one case what was asked of many: by the verbs and the permissions of a case alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from atenda.cases import catalogue
from atenda.cases.assignment import assign
from atenda.cases.binning import bin_case
from atenda.cases.describing import assignees_of, tags_of
from atenda.cases.editing import edit, finish
from atenda.cases.field_rules import ForOthersToFillIn, missing_at_closing, rules
from atenda.cases.lifecycle import cancel, move
from atenda.cases.models import Case, ClosingReason, Lifecycle, State, Tag
from atenda.cases.permissions import may_close_cases, may_edit_cases, may_fill_in, may_reopen_cases
from atenda.cases.tagging import MOST
from atenda.customers.models import Account, Contact
from atenda.customers.search import customer_of
from atenda.customers.worklists import only_account_of
from atenda.history.deeds import deed
from atenda.organizations.rows import by_id
from atenda.staff.models import Agent, Team
from atenda.worklists.bulk.asking import BIN, MOMENTS, TEXTS, Asked, may_ask, may_change_many
from atenda.worklists.bulk.refusals import NotAllowed, NotOfThisType, NotOneByOne, TooManyTags


@deed
def do(asked: Asked, case: Case, *, by: Agent, now: datetime) -> None:
    """Change the case as asked, by what is true of it, of the rules and of the agent's rights now.

    What is so already changes nothing. Raises Refused: whatever the verbs refuse, NotAllowed, NotOneByOne,
    NotOfThisType, TooManyTags.
    """
    name = asked["deed"]
    if not (may_change_many(by) and may_ask(by, name)):
        raise NotAllowed
    if name == BIN:
        bin_case(case, by=by, now=now)
        return
    case.lock()
    rule = rules(case.type_id)[name]
    if not rule.shown:
        raise NotOfThisType([name])
    if not rule.mass_editable:
        raise NotOneByOne([name])
    match name:
        case "state":
            _move(asked, case, by, now)
        case "responsible":
            answer_for(case, value(name, asked["to"]), by=by, now=now)
        case "assignees":
            _work_on(asked, case, by, now)
        case "tags":
            edit(case, by=by, now=now, tags=_tags(asked, case))
        case "customer":
            edit(case, by=by, now=now, **with_company(asked["to"]))
        case _:
            edit(case, by=by, now=now, **{name: value(name, asked["to"])})


def value(field: str, kept: Any) -> Any:
    """The row, or the text, that was kept of a field."""
    if field in TEXTS or kept is None:
        return kept
    if field in MOMENTS:
        return datetime.fromisoformat(kept)
    match field:
        case "team":
            return by_id(Team, kept)
        case "responsible":
            return by_id(Agent, kept)
        case "account":
            return customer_of(kept)
        case "tags":
            return [catalogue.row(Tag, pk) for pk in kept]
    model: Any = Case._meta.get_field(field).related_model
    return catalogue.row(model, kept)


def _move(asked: Asked, case: Case, by: Agent, now: datetime) -> None:
    """Into a state of any meaning. With an end goes why, and of what was said besides only what this case lacks."""
    to = catalogue.row(State, asked["to"])
    if case.state_id == to.pk:
        return
    reason = catalogue.row(ClosingReason, asked["reason"]) if asked.get("reason") else None
    if not to.is_finished:
        if not (may_edit_cases(by) if case.is_pending else may_reopen_cases(by)):
            raise NotAllowed
        move(case, to=to, by=by, now=now)
    elif not may_close_cases(by):
        raise NotAllowed
    elif to.lifecycle == Lifecycle.CANCELLED:
        cancel(case, to=to, reason=reason, by=by, now=now)
    else:
        solution = asked.get("solution") or None
        also = _lacking(asked.get("also", {}), case, to)
        if not may_fill_in(by, also):
            raise ForOthersToFillIn(also)
        keeps = bool(case.solution.strip())
        finish(case, to=to, reason=reason, solution=None if keeps else solution, also=also, by=by, now=now)


def _lacking(also: Mapping[str, Any], case: Case, to: State) -> dict[str, Any]:
    return {name: value(name, also[name]) for name in missing_at_closing(case, to) if name in also}


@deed
def answer_for(case: Case, to: Agent | None, *, by: Agent, now: datetime) -> None:
    """Another responsible in place of the one there is; the others stay. Nobody: it is left unassigned."""
    case.lock()
    others = [agent for agent in assignees_of(case) if agent.pk != case.responsible_id] if to else []
    assign(case, responsible=to, others=others, by=by, now=now)


def _work_on(asked: Asked, case: Case, by: Agent, now: datetime) -> None:
    """Who works on it beside the responsible; whoever is taken away answers for it no longer either."""
    chosen = [agent for pk in asked["ids"] if (agent := by_id(Agent, pk))]
    there = assignees_of(case)
    responsible = next((agent for agent in there if agent.pk == case.responsible_id), None)
    match asked["how"]:
        case "add":
            people = [*there, *chosen]
        case "remove":
            people = [agent for agent in there if agent not in chosen]
        case _:
            people = [*([responsible] if responsible else []), *chosen]
    is_left = responsible if responsible in people else None
    assign(case, responsible=is_left, others=people, by=by, now=now)


def _tags(asked: Asked, case: Case) -> list[Tag]:
    chosen, there = value("tags", asked["ids"]), tags_of(case)
    ids = {tag.pk for tag in chosen}
    match asked["how"]:
        case "add":
            known = {tag.pk for tag in there}
            tags = [*there, *(tag for tag in chosen if tag.pk not in known)]
        case "remove":
            tags = [tag for tag in there if tag.pk not in ids]
        case _:
            tags = chosen
    if len(tags) > MOST and len(tags) > len(there):
        raise TooManyTags
    return list(tags)


def with_company(kept: str) -> dict[str, Any]:
    """A contact brings their only company along, as everywhere."""
    customer = customer_of(kept)
    if isinstance(customer, Account):
        return {"contact": None, "account": customer}
    return {"contact": customer, "account": only_account_of(customer) if isinstance(customer, Contact) else None}
