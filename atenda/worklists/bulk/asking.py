"""What can be done to many cases at once, by whom, and how that is said in words.

A deed is kept as JSON: its name in `deed`, and by ids what goes with it — `to` the value of a field, a moment as ISO
says it; `how` and `ids` of tags and people; of an end `reason`, `solution` and `also`, what cases lack for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from atenda.access.abilities import Ability, Sees
from atenda.cases import catalogue
from atenda.cases.field_rules import LABELS, rules
from atenda.cases.permissions import may_bin_cases, may_close_cases, may_edit_cases, may_fill_in, may_reopen_cases
from atenda.customers.models import Account, Contact
from atenda.customers.permissions import may_see_customers
from atenda.staff import directory
from atenda.staff.models import Agent
from atenda.ui.times import in_words
from atenda.worklists.models import BulkDeed

Asked = Mapping[str, Any]
BIN = "bin"
TEXTS = ("reference", "description", "solution")
MOMENTS = ("due_at",)
FIELDS = (
    "state",
    "responsible",
    "assignees",
    "priority",
    "tags",
    "category",
    "type",
    "importance",
    "due_at",
    "team",
    "campaign",
    "source",
    "closing_reason",
    "customer",
    "account",
    *TEXTS,
)
ICONS = {"state": "progress", "responsible": "user", "priority": "flag-3", "tags": "tag", BIN: "trash"}
HOWS = {"add": _("Add these"), "remove": _("Take these away"), "set": _("Only these, in place of those there are")}
NAMED: dict[str, Callable[[], Mapping[int, Any]]] = {
    **catalogue.OF_FIELD,
    "tags": catalogue.tags,
    "team": directory.teams,
    "responsible": directory.agents,
    "assignees": directory.agents,
}


def may_change_many(actor: Agent) -> bool:
    return actor.can(Ability.CHANGE_MANY)


def may_ask(actor: Agent, deed: str) -> bool:
    """Whether they may do this to a case at all; for each case it is asked again."""
    if deed == BIN:
        return may_bin_cases(actor)
    if deed == "state":
        return may_edit_cases(actor) or may_close_cases(actor) or may_reopen_cases(actor)
    return deed in FIELDS and may_fill_in(actor, [deed])


def offered(actor: Agent) -> dict[str, Any]:
    """The deeds this agent is offered, by name with their label: of fields that change in many cases at once (S3)."""
    wanted = rules(None)
    fields = [
        name
        for name in FIELDS
        if wanted[name].shown and wanted[name].editable and wanted[name].mass_editable and _has_values(name)
    ]
    return {name: label_of(name) for name in [*fields, BIN] if may_change_many(actor) and may_ask(actor, name)}


def label_of(deed: str) -> Any:
    return _("Move to the bin") if deed == BIN else LABELS[deed]


def said(bulk: BulkDeed, to: Agent) -> str:
    """The deed in words: «Priority: High». Of what somebody else wrote into cases, or which customer they chose, nobody
    hears who would not see it in the cases."""
    asked: Asked = bulk.asked
    deed, label = asked["deed"], str(label_of(asked["deed"]))
    if deed == BIN or (bulk.by_id != to.pk and not _may_hear(deed, to)):
        return label
    if "how" in asked:
        names = ", ".join(_called(deed, pk) for pk in asked["ids"]) or __("nothing")
        words = {"add": __("add %(names)s"), "remove": __("take away %(names)s"), "set": __("only %(names)s")}
        return f"{label}: {words[asked['how']] % {'names': names}}"
    more = [_called("closing_reason", asked["reason"])] if asked.get("reason") else []
    return f"{label}: {', '.join([_called(deed, asked['to']), *more])}"


def _may_hear(deed: str, actor: Agent) -> bool:
    if deed in TEXTS:
        return bool(actor.role.sees == Sees.ALL)
    return deed not in ("customer", "account") or may_see_customers(actor)


def _called(deed: str, value: Any) -> str:
    if deed in TEXTS:
        return f"«{value[:80]}»" if value else __("nothing")
    if value is None:
        return __("Nobody") if deed == "responsible" else __("nothing")
    if deed in MOMENTS:
        return in_words(datetime.fromisoformat(value))
    if deed in ("customer", "account"):
        kind, pk = value.split(":")
        found = (Contact if kind == "contact" else Account).objects.filter(pk=pk).first()
        return str(found or "—")
    return str(NAMED[deed]().get(value, "—"))


def _has_values(field: str) -> bool:
    """Whether there is anything to choose."""
    if field == "team":
        return any(team.is_active for team in directory.teams().values())
    return field not in catalogue.OF_FIELD or bool(catalogue.in_use(catalogue.OF_FIELD[field]()))
