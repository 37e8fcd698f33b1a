"""Which fields a case has, and what is asked of each: one place that every door goes through (U24).

A rule of the case's type goes before the organization's own, and that before the one written here. A field that is
hidden keeps its value and is not asked for (B36); nor is one whose list has nothing to choose.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from atenda.cases import catalogue
from atenda.cases.models import Case, FieldRule, Lifecycle, State
from atenda.organizations.refusals import Refused
from atenda.organizations.revisions import kept_until_touched


@dataclass(frozen=True)
class Rule:
    """`first`: asked among the first when a case is opened, the others one click away."""

    shown: bool = True
    first: bool = False
    at_opening: bool = False
    at_closing: bool = False
    editable: bool = True
    mass_editable: bool = True


FLAGS = tuple(Rule.__dataclass_fields__)
ALWAYS_FILLED = ("state", "priority")
STANDARD: dict[str, Rule] = {  # in the order in which a new case asks for them (S0.25)
    "customer": Rule(first=True, at_opening=True, mass_editable=False),
    "account": Rule(first=True, mass_editable=False),
    "type": Rule(first=True),
    "category": Rule(first=True),
    "priority": Rule(first=True),
    "importance": Rule(first=True),
    "state": Rule(first=True),
    "responsible": Rule(first=True),
    "source": Rule(first=True),
    "reference": Rule(first=True, at_opening=True, mass_editable=False),
    "description": Rule(first=True, mass_editable=False),
    "campaign": Rule(),
    "team": Rule(),
    "due_at": Rule(),
    "assignees": Rule(),
    "tags": Rule(),
    "closing_reason": Rule(),
    "solution": Rule(mass_editable=False),
}
LABELS = {
    "customer": gettext_lazy("Customer"),
    "account": gettext_lazy("On behalf of"),
    "reference": gettext_lazy("Reference"),
    "type": gettext_lazy("Type"),
    "description": gettext_lazy("Description"),
    "category": gettext_lazy("Category"),
    "priority": gettext_lazy("Priority"),
    "importance": gettext_lazy("Importance"),
    "responsible": gettext_lazy("Responsible"),
    "source": gettext_lazy("Source"),
    "campaign": gettext_lazy("Campaign"),
    "state": gettext_lazy("State"),
    "team": gettext_lazy("Team"),
    "due_at": gettext_lazy("Deadline"),
    "assignees": gettext_lazy("Also working on it"),
    "tags": gettext_lazy("Tags"),
    "closing_reason": gettext_lazy("Reason"),
    "solution": gettext_lazy("Solution"),
}

FLAG_NAMES = {
    "shown": gettext_lazy("Shown"),
    "first": gettext_lazy("Among the first"),
    "at_opening": gettext_lazy("Needed to create"),
    "at_closing": gettext_lazy("Needed to close"),
    "editable": gettext_lazy("Can be changed"),
    "mass_editable": gettext_lazy("Can be changed in many cases at once"),
}


class OnFields(Refused):
    """A refusal that concerns certain fields, each named."""

    beside = gettext_lazy("This field is needed.")

    def __init__(self, fields: Iterable[str]) -> None:
        self.fields = tuple(fields)
        super().__init__(", ".join(self.fields))

    def __str__(self) -> str:
        return str(self.sentence) % {"fields": ", ".join(str(LABELS[field]) for field in self.fields)}


class MissingFields(OnFields):
    sentence = gettext_lazy("These fields are needed: %(fields)s.")


class NeededToClose(OnFields):
    sentence = gettext_lazy("To close the case, fill in: %(fields)s.")
    beside = gettext_lazy("This field is needed to close the case.")


class ForOthersToFillIn(OnFields):
    sentence = gettext_lazy(
        "This case cannot be closed without these fields: %(fields)s. "
        "You have no permission to fill them in; somebody who has it must do so first."
    )


class NotEditable(OnFields):
    sentence = gettext_lazy("These fields do not change any more: %(fields)s.")
    beside = gettext_lazy("This field does not change any more.")


def rules(type_id: int | None) -> dict[str, Rule]:
    """What holds for cases of this type, field by field."""
    kept = _kept()
    return {
        field: kept.get((type_id, field)) or kept.get((None, field)) or standard for field, standard in STANDARD.items()
    }


def depend_on_type() -> bool:
    return any(type_id is not None for type_id, _field in _kept())


@kept_until_touched
def _kept() -> dict[tuple[int | None, str], Rule]:
    rows = FieldRule.objects.values("type_id", "field", *FLAGS)
    return {(row["type_id"], row["field"]): Rule(**{flag: row[flag] for flag in FLAGS}) for row in rows}


def check_opening(case: Case) -> None:
    """Refuse a case that begins without what it must have. Raises MissingFields; NeededToClose for one born closed."""
    if missing := _empty(case, (name for name, rule in rules(case.type_id).items() if rule.shown and rule.at_opening)):
        raise MissingFields(missing)
    check_closing(case, case.state)


def check_edit(case: Case, changed: Iterable[str]) -> None:
    """Refuse to change what does not change, and to empty what must be there. Raises NotEditable, MissingFields."""
    wanted, changed = rules(case.type_id), set(changed) & STANDARD.keys()
    if fixed := [name for name in wanted if name in changed and not wanted[name].editable]:
        raise NotEditable(fixed)
    with_them = changed | ({"account"} if "customer" in changed else set())
    asked = wanted if "type" in changed else {name: wanted[name] for name in wanted if name in with_them}
    needed = [
        name
        for name, rule in asked.items()
        if rule.shown and (rule.at_opening or (rule.at_closing and case.closed_at is not None))
    ]
    if missing := _empty(case, needed):
        raise MissingFields(missing)


def fields_in(columns: Iterable[str], *, had_contact: bool) -> set[str]:
    """The fields that a change of these columns changes. The customer is two of them: a contact, and the company they
    write for; or a company alone. Another customer brings another company along, or none.
    """
    names = set(columns)
    if "contact" in names or ("account" in names and not had_contact):
        return names - {"contact", "account"} | {"customer"}
    return names


def check_closing(case: Case, to: State) -> None:
    """Refuse to close without what closing needs; cancelling needs only a reason (B32). Raises NeededToClose."""
    if missing := missing_at_closing(case, to):
        raise NeededToClose(missing)


def missing_at_closing(case: Case, to: State | catalogue.Value) -> list[str]:
    """What a case lacks to end in this state (B31)."""
    if to.lifecycle not in (Lifecycle.CLOSED, Lifecycle.CANCELLED):
        return []
    is_cancelling = to.lifecycle == Lifecycle.CANCELLED
    needed = [name for name, rule in rules(case.type_id).items() if rule.shown and rule.at_closing]
    if is_cancelling:
        needed = [name for name in needed if name == "closing_reason"]
    if not any(reason.cancels == is_cancelling for reason in catalogue.in_use(catalogue.closing_reasons())):
        needed = [name for name in needed if name != "closing_reason"]
    return _empty(case, needed)


def _empty(case: Case, names: Iterable[str]) -> list[str]:
    return [name for name in names if _is_empty(case, name) and _can_be_filled(case, name)]


def _is_empty(case: Case, name: str) -> bool:
    match name:
        case "assignees":
            return not case.assignee_ids
        case "tags":
            return not case.tag_ids
        case "reference" | "description" | "solution":
            return not getattr(case, name).strip()
        case "due_at":
            return case.due_at is None
        case "customer":
            return case.contact_id is None and case.account_id is None
        case _:
            return getattr(case, f"{name}_id") is None


def _can_be_filled(case: Case, name: str) -> bool:
    """Not where there is nothing to choose: an empty list, a contact of no company."""
    if name == "account":
        return case.contact is not None and case.contact.companies.exists()
    return name not in catalogue.OF_FIELD or bool(catalogue.in_use(catalogue.OF_FIELD[name]()))
