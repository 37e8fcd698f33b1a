"""A row that was brought before and says something else now: change what people left as the last import wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from atenda.cases.assignment import assign
from atenda.cases.describing import assignees_of, word_for, words_for
from atenda.cases.editing import FIELDS, edit
from atenda.cases.lifecycle import move
from atenda.cases.models import Case
from atenda.cases.tagging import known
from atenda.customers import editing as customer_editing
from atenda.importing.customers import Unfit
from atenda.importing.giving import case_values, customer_values, picklists
from atenda.importing.marks import is_nothing, mark
from atenda.importing.models import Brought, Import, Outcome
from atenda.importing.understanding import Row
from atenda.organizations.refusals import Refused
from atenda.organizations.tenancy import OrgModel
from atenda.staff.models import Agent, Team


def renew(there: Brought, row: Row, bringing: Import, *, by: Agent, now: datetime) -> Outcome:
    """Inside the deed of a batch. Raises Unfit where a verb refuses what changed."""
    if there.kind == "note":
        return Outcome.SKIPPED  # a note is what was said then
    try:
        with transaction.atomic():
            if there.kind == "case":
                return _case(there, row, by=by, now=now)
            return _customer(there, row, by=by, now=now)
    except Refused as refusal:
        raise Unfit("changed_refused", str(refusal)) from refusal


def _customer(there: Brought, row: Row, *, by: Agent, now: datetime) -> Outcome:
    customer: Any = getattr(there, there.kind)
    if customer is None:
        return Outcome.SKIPPED
    customer = customer.survivor
    customer.lock()
    given = customer_values(row.values)
    said = customer_editing.words_typed(given)
    current = customer_editing.words_for(customer, said)
    wanted, kept = _parted(there, said, current)
    if "tax_id" in wanted:
        wanted |= {"tax_kept"}
    if changes := {name: given[name] for name in wanted if name in given}:
        customer_editing.edit(customer, by=by, now=now, **changes)
    return _settle(there, row, {name: said[name] for name in wanted}, kept)


def _case(there: Brought, row: Row, *, by: Agent, now: datetime) -> Outcome:
    case: Case = OrgModel.lock(there.case)
    if case.binned_at is not None:
        return Outcome.SKIPPED
    ids = [row.values.get("responsible"), *row.values.get("assignees", ())]
    people = Agent.objects.in_bulk([pk for pk in ids if isinstance(pk, int)])
    names = row.values.get("tags", [])
    tags = {name: tag for name in names if (tag := known(name))}
    given = case_values(row.values, picklists(), people, Team.objects.in_bulk(), tags)
    said = {name: word_for(name, value) for name, value in given.items() if name not in ("responsible", "assignees")}
    current = words_for(case, tuple(said))
    if "responsible" in given:
        everyone = list(dict.fromkeys([given["responsible"], *given.get("assignees", ())]))
        said["assignees"], current["assignees"] = (
            word_for("assignees", everyone),
            word_for("assignees", assignees_of(case)),
        )
    wanted, kept = _parted(there, said, current)
    ending = {"closing_reason", "solution"} if "state" in wanted else set()
    fields = {name: given[name] for name in wanted & set(FIELDS) - ending}
    if fields:
        edit(case, by=by, now=now, **fields)
    if "assignees" in wanted:
        assign(case, responsible=given["responsible"], others=given.get("assignees", ()), by=by, now=now)
    if "state" in wanted:
        at = row.values.get("closed_at") or row.values.get("updated_at") or now
        move(
            case,
            to=given["state"],
            reason=given.get("closing_reason"),
            solution=given.get("solution"),
            by=by,
            now=max(at, case.created_at),
        )
    return _settle(there, row, {name: said[name] for name in wanted}, kept)


def _parted(there: Brought, said: Mapping[str, Any], current: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """The fields to be changed, and those that people changed since."""
    wanted, kept = set[str](), set[str]()
    for name, word in said.items():
        was, now = there.written.get(name), mark(name, current[name])
        if mark(name, word) in (was, now):
            continue
        is_ours = now == was if was is not None else is_nothing(current[name])
        (wanted if is_ours else kept).add(name)
    return wanted, kept


def _settle(there: Brought, row: Row, written: Mapping[str, Any], kept: set[str]) -> Outcome:
    marks = {**there.written, **{name: mark(name, word) for name, word in written.items()}}
    Brought.objects.filter(pk=there.pk).update(digest=row.digest, written=marks)
    if written:
        return Outcome.UPDATED
    return Outcome.SKIPPED if kept else Outcome.SAME
