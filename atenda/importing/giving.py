"""What a row means, as the verbs take it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from atenda.cases import catalogue
from atenda.cases.models import (
    Campaign,
    CaseType,
    Category,
    ClosingReason,
    Importance,
    Priority,
    Source,
    State,
    Tag,
)
from atenda.customers.ways import Email, Phone, Postal
from atenda.staff.models import Agent, Team

LINKED: dict[str, Any] = {  # fields of a case whose values are rows
    "state": State,
    "priority": Priority,
    "category": Category,
    "type": CaseType,
    "importance": Importance,
    "campaign": Campaign,
    "source": Source,
    "closing_reason": ClosingReason,
}


def customer_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a customer as the verbs take it."""
    given = {name: values[name] for name in ("name", "language", "notes", "tags") if name in values}
    if "tax_id" in values:
        given |= {"tax_id": values["tax_id"], "tax_kept": True}
    if "email" in values:
        given["emails"] = [Email(each) for each in values["email"]]
    if "phone" in values:
        given["phones"] = [Phone(each) for each in values["phone"]]
    place = {name: values[name] for name in ("street", "postal_code", "city", "province", "country") if name in values}
    if place:
        given["addresses"] = [Postal(**{"street": "", **place})]
    return given


def picklists() -> dict[str, dict[int, Any]]:
    """By field the values there are, read once for many rows."""
    return {name: model.objects.in_bulk() for name, model in LINKED.items()}


def case_values(
    values: Mapping[str, Any],
    picked: Mapping[str, Mapping[int, Any]],
    people: Mapping[int, Agent],
    teams: Mapping[int, Team],
    tags: Mapping[str, catalogue.Value],
) -> dict[str, Any]:
    """A row of a case as the verbs take it, but for its customer."""
    given = {name: values[name] for name in ("reference", "description", "solution", "due_at") if name in values}
    for name, rows in picked.items():
        if (value := rows.get(values.get(name, 0))) is not None:
            given[name] = value
    reason, state = given.get("closing_reason"), given.get("state")
    if reason is not None and (state is None or reason.cancels != (state.lifecycle == "cancelled")):
        del given["closing_reason"]
    if isinstance(pk := values.get("team"), int) and pk in teams:
        given["team"] = teams[pk]
    if people and values.get("responsible") in people:
        given["responsible"] = people[values["responsible"]]
    some = [people[pk] for pk in values.get("assignees", ()) if pk in people]
    if some:
        given["assignees"] = some
        given.setdefault("responsible", some[0])
    if values.get("tags"):
        ids = dict.fromkeys(tags[name].id for name in values["tags"] if name in tags)
        given["tags"] = [catalogue.row(Tag, pk) for pk in ids]
    return given
