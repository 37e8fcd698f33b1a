"""The values of a case as somebody sent them, with rows in place of ids and names: what its verbs take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from atenda.access.abilities import require
from atenda.api.explaining import not_there
from atenda.api.problems import Fault, Problem
from atenda.api.shapes.cases import CaseFields
from atenda.cases import catalogue
from atenda.cases.describing import assignees_of
from atenda.cases.field_rules import rules
from atenda.cases.models import Case
from atenda.cases.permissions import PEOPLE, may_assign_cases, may_close_cases, may_fill_in, may_reopen_cases
from atenda.cases.refusals import RetiredValue
from atenda.cases.successors import MODEL_OF, now_called
from atenda.cases.tagging import names_in
from atenda.customers.models import Account, Contact
from atenda.customers.permissions import may_see_customers
from atenda.customers.search import customer_of
from atenda.customers.worklists import only_account_of
from atenda.organizations.folding import fold
from atenda.organizations.rows import by_id
from atenda.staff import directory
from atenda.staff.models import Agent, Team

TEXTS = ("reference", "description", "solution")
NEVER_EMPTY = ("state", "priority")


def opening_values(actor: Agent, said: CaseFields) -> dict[str, Any]:
    """What `open_case` takes. Raises Problem, or PermissionDenied for what this person may not say of a new case."""
    given = {name: value for name, value in said.model_dump(exclude_unset=True).items() if value not in (None, [], "")}
    given.pop("quietly", None)
    given.pop("folio", None)
    values = read_values(actor, given)
    _check_shown(values.get("type"), given)
    require(may_assign_cases(actor) or PEOPLE.isdisjoint(given))
    ends = "closing_reason" in given or ("state" in values and values["state"].is_finished)
    require(not ends or may_close_cases(actor))
    if "contact" in values and "account" not in given and rules(_pk(values.get("type")))["account"].shown:
        values["account"] = only_account_of(values["contact"])
    return values


def edited_values(actor: Agent, case: Case, said: CaseFields) -> dict[str, Any]:
    """What `save_form` takes: those of the fields named that are to become something else, and what goes with them.

    The abilities asked for are those of what changes. Raises Problem, PermissionDenied.
    """
    given = said.model_dump(exclude_unset=True, exclude={"quietly", "folio"})
    if faults := [
        Fault("missing", _("This field is needed."), f"/{name}") for name in NEVER_EMPTY if _is_null(given, name)
    ]:
        raise Problem("invalid", faults[0].message, faults)
    values = read_values(actor, given, case)
    _check_shown(values.get("type", case.type), given)
    if "contact" in values and "account" not in given and values["contact"] != case.contact:
        values["account"] = only_account_of(values["contact"]) if values["contact"] else case.account
    if "responsible" in values or "assignees" in values:
        values |= _people(case, values)
    changed = {name for name, value in values.items() if _differs(case, name, value)}
    require(may_fill_in(actor, changed))
    if "state" in changed:
        require(not values["state"].is_finished or may_close_cases(actor))
        require(case.is_pending or values["state"].is_finished or may_reopen_cases(actor))
    return values


def _people(case: Case, values: Mapping[str, Any]) -> dict[str, Any]:
    """Both parts: who is not named stays; without a responsible named, the one there is, if still among them."""
    if "responsible" in values:
        return {"responsible": values["responsible"], "assignees": values.get("assignees", assignees_of(case))}
    people = values["assignees"]
    stays = next((agent for agent in people if agent.pk == case.responsible_id), None)
    return {"responsible": stays, "assignees": people}


def _differs(case: Case, name: str, value: Any) -> bool:
    match name:
        case "tags":
            known = {fold(each.label) for pk in case.tag_ids if (each := catalogue.tags().get(pk))}
            return {fold(each) for each in value} != known
        case "assignees":
            return {agent.pk for agent in value} != set(case.assignee_ids)
        case _:
            return bool(getattr(case, name) != value)


def _is_null(given: Mapping[str, Any], name: str) -> bool:
    return name in given and given[name] is None


def read_values(actor: Agent, given: Mapping[str, Any], case: Case | None = None) -> dict[str, Any]:
    """Each value as the row it means; `case` may keep what it has, though it is retired. Raises Problem."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, value in given.items():
        try:
            values[name] = _value(actor, name, value, case)
        except _Not as wrong:
            faults.append(wrong.args[0])
    if faults:
        raise Problem("invalid", faults[0].message, faults)
    return values


class _Not(Exception):
    """A value that means nothing."""


def _value(actor: Agent, name: str, value: Any, case: Case | None) -> Any:
    if name in TEXTS:
        return (value or "").strip()
    if name == "tags":
        return names_in(",".join(value or []))
    if name == "assignees":
        on_it = case.assignee_ids if case else []
        return [
            _row(Agent, directory.agents, pk, f"/assignees/{place}", kept=pk if pk in on_it else None)
            for place, pk in enumerate(value or [])
        ]
    if value is None or name == "due_at":
        return value
    if name in catalogue.OF_FIELD:
        return _picked(name, value, case)
    match name:
        case "contact" | "account":
            return _customer(actor, name, value, case)
        case "team":
            return _row(Team, directory.teams, value, "/team", kept=case.team_id if case else None)
        case _:
            kept = case.responsible_id if case else None
            return _row(Agent, directory.agents, value, "/responsible", kept=kept)


def _picked(name: str, value: int | str, case: Case | None) -> Any:
    """The value of a picklist of this id, or of this label in any language."""
    known = catalogue.OF_FIELD[name]()
    current = getattr(case, f"{name}_id", None)
    if isinstance(value, str):
        wanted = fold(value)
        fitting = [one for one in known.values() if wanted in {fold(label) for label in one.labels.values()}]
        found = next((one for one in fitting if not one.is_retired), fitting[0] if fitting else None)
        pk = found.id if found else 0
    else:
        pk = value
    pk = pk if pk == current else now_called(name, pk)
    if pk not in known:
        raise _Not(not_there(f"/{name}"))
    if known[pk].is_retired and pk != current:
        raise _Not(Fault("retired", RetiredValue.sentence, pointer=f"/{name}"))
    return catalogue.row(MODEL_OF[name], pk)


def _customer(actor: Agent, kind: str, pk: int, case: Case | None) -> Contact | Account:
    is_kept = case is not None and getattr(case, f"{kind}_id") == pk
    found = customer_of(f"{kind}:{pk}") if is_kept or may_see_customers(actor) else None
    if found is None:
        raise _Not(not_there(f"/{kind}"))
    return found


def _row(model: Any, known: Callable[[], Mapping[int, Any]], pk: int, pointer: str, kept: int | None = None) -> Any:
    """A person at work or a team in use, or the one it has."""
    one = known().get(pk)
    if one is None or not (one.is_active or pk == kept):
        raise _Not(not_there(pointer))
    return by_id(model, pk)


def _check_shown(of_type: Any, given: Mapping[str, Any]) -> None:
    """A field that cases of this type do not show is not asked for, and not taken (B36)."""
    wanted = rules(_pk(of_type))
    hidden = [name for name in given if name in wanted and not wanted[name].shown]
    if hidden:
        faults = [Fault("hidden", _("Cases of this type do not have this field."), f"/{name}") for name in hidden]
        raise Problem("invalid", faults[0].message, faults)


def _pk(row: Any) -> int | None:
    return row.pk if row is not None else None
