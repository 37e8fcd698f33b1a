"""What a deed on many cases is, read from what a program sent: as its form's page reads it, and as it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from atenda.access.abilities import require
from atenda.api.asking import question_in
from atenda.api.explaining import invalid, not_there
from atenda.api.filling_in import read_values
from atenda.api.problems import Fault, Problem
from atenda.api.shapes.cases import CaseFields
from atenda.api.shapes.many import OnMany
from atenda.cases import catalogue
from atenda.cases.fields import customer_value
from atenda.cases.models import Lifecycle
from atenda.cases.permissions import may_fill_in
from atenda.cases.tagging import tags_called
from atenda.customers.permissions import may_see_customers
from atenda.customers.search import customer_of
from atenda.history.deeds import deed
from atenda.staff.models import Agent
from atenda.worklists.bulk.asking import BIN, Asked, may_change_many, offered
from atenda.worklists.bulk.choosing import Chosen
from atenda.worklists.fields import FILLED_ALWAYS
from atenda.worklists.question import Question

OF_SOME = ("tags", "assignees")
OF_AN_END = ("closing_reason", "solution", "also")


def chosen_of(given: OnMany) -> Chosen:
    """The cases it is for. Raises Problem unless they are said in exactly one way."""
    ways = [name for name in ("folios", "of_list", "rest_of") if getattr(given, name) is not None]
    if len(ways) != 1:
        message = _("Say which cases in one way: folios, of_list or rest_of.")
        raise Problem("invalid", message, [Fault("one-of", message, pointer=f"/{name}") for name in ways or [""]])
    if given.of_list is not None:
        return Chosen(question_in(given.of_list, "/of_list"), all_of_it=True)
    folios = tuple(dict.fromkeys(given.folios or ()))
    return Chosen(Question(), folios, rest_of=given.rest_of or 0)


def check(actor: Agent, given: OnMany) -> None:
    """Whether this person is offered it on the page, and nothing is said that would be passed over."""
    require(may_change_many(actor))
    require(given.deed in offered(actor))
    said = given.model_fields_set - {"deed", "folios", "of_list", "rest_of", "quietly"}
    wanted = {"how", given.deed} if given.deed in OF_SOME else set() if given.deed == BIN else {"to"}
    may_be = wanted | ({*OF_AN_END} if given.deed == "state" else set())
    faults = [Fault("missing", _("This field is needed."), pointer=f"/{name}") for name in sorted(wanted - said)]
    faults += [
        Fault("unknown", _("This deed does not have this field."), pointer=f"/{name}") for name in sorted(said - may_be)
    ]
    if given.deed in FILLED_ALWAYS and "to" in said and given.to in (None, ""):
        faults.append(Fault("missing", _("This field is needed."), pointer="/to"))
    if faults:
        raise Problem("invalid", faults[0].message, faults)


@deed
def asked_of(given: OnMany, *, by: Agent, now: datetime) -> Asked:
    """As it is kept. A tag that nobody used before is made. Raises Problem."""
    if given.deed == BIN:
        return {"deed": BIN}
    if given.deed in OF_SOME:
        values = _values(by, {given.deed: getattr(given, given.deed) or []})[given.deed]
        rows = tags_called(values, by=by, now=now) if given.deed == "tags" else values
        return {"deed": given.deed, "how": given.how or "add", "ids": [row.pk for row in rows]}
    if given.deed == "customer":
        return {"deed": "customer", "to": _customer(by, given.to)}
    to = _values(by, {given.deed: given.to}, at=lambda _name: "/to")[given.deed]
    return {"deed": given.deed, "to": _kept(to), **(_ending(given, to, by, now) if given.deed == "state" else {})}


def _ending(given: OnMany, to: Any, by: Agent, now: datetime) -> dict[str, Any]:
    """Why it ends, and what cases may lack for that; nothing of it is taken where it would be passed over."""
    allowed = {Lifecycle.CLOSED: OF_AN_END, Lifecycle.CANCELLED: OF_AN_END[:1]}.get(to.lifecycle, ())
    if unfit := [name for name in OF_AN_END if getattr(given, name) is not None and name not in allowed]:
        faults = [Fault("unknown", _("This state does not take this field."), pointer=f"/{name}") for name in unfit]
        raise Problem("invalid", faults[0].message, faults)
    found: dict[str, Any] = {}
    if given.closing_reason is not None:
        reason = _values(by, {"closing_reason": given.closing_reason})["closing_reason"]
        if catalogue.closing_reasons()[reason.pk].cancels != (to.lifecycle == Lifecycle.CANCELLED):
            raise Problem("invalid", (fault := not_there("/closing_reason")).message, [fault])
        found["reason"] = reason.pk
    if given.solution:
        found["solution"] = given.solution
    also = given.also.model_dump(exclude_none=True) if given.also else {}
    if also:
        require(may_fill_in(by, also))
        values = _values(by, also, at=lambda name: f"/also/{name}")
        tags = {"tags": [tag.pk for tag in tags_called(values["tags"], by=by, now=now)]} if "tags" in values else {}
        found["also"] = {name: _kept(value) for name, value in values.items()} | tags
    return found


def _values(by: Agent, said: Mapping[str, Any], at: Any = None) -> dict[str, Any]:
    """The rows meant, as when one case is edited; what is wrong is told at its place in this body."""
    try:
        fields = CaseFields.model_validate(dict(said))
        return read_values(by, fields.model_dump(include={*said}))
    except ValidationError as error:
        problem = invalid([{**each, "loc": ("body", "", *each["loc"])} for each in error.errors(include_url=False)])
    except Problem as wrong:
        problem = wrong
    if at is None:
        raise problem
    faults = [_moved(fault, at) for fault in problem.faults]
    raise Problem(problem.code, problem.detail, faults) from None


def _moved(fault: Fault, at: Any) -> Fault:
    _root, name, *rest = (fault.pointer or "/").split("/")
    return Fault(fault.code, fault.message, pointer="/".join([at(name), *rest]))


def _customer(by: Agent, text: Any) -> str:
    found = customer_of(text) if isinstance(text, str) and may_see_customers(by) else None
    if found is None:
        raise Problem("invalid", (fault := not_there("/to")).message, [fault])
    return customer_value(found)


def _kept(value: Any) -> Any:
    """An id of a row, `contact:12` of a customer, a moment as ISO says it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if hasattr(value, "kind"):
        return customer_value(value)
    return getattr(value, "pk", value)
