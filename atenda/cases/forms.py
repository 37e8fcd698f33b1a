"""Forms of a case: to open one, to change how it stands, to change what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext_lazy as _

from atenda.cases import catalogue
from atenda.cases.campaigns import current
from atenda.cases.describing import tags_of
from atenda.cases.field_rules import Rule, depend_on_type, missing_at_closing, rules
from atenda.cases.fields import (
    MAKERS,
    CustomerField,
    GrowingField,
    PicklistField,
    TagsField,
    campaign_field,
    category_field,
    closing_reason_field,
    customer_value,
    description_field,
    importance_field,
    priority_field,
    solution_field,
    source_field,
    state_field,
    type_field,
)
from atenda.cases.models import FINISHED, Case, Lifecycle
from atenda.cases.moving import is_allowed
from atenda.cases.permissions import may_assign_cases, may_close_cases
from atenda.cases.refusals import Refused
from atenda.customers.models import Account, Contact
from atenda.customers.permissions import may_see_customers
from atenda.customers.search import customer_of
from atenda.customers.worklists import companies_of, only_account_of
from atenda.staff import directory
from atenda.staff.choices import AgentField, AgentsField, TeamField
from atenda.staff.models import Agent


class WhenDrawn(CallableChoiceIterator):
    """Choices read when the form is drawn; one that is only checked spares the look."""

    def __len__(self) -> int:
        return sum(1 for _ in self)


class CaseForm(forms.Form):
    """What every form of a case shares: picklists read when the form is made, and the customer's two parts.

    A list without values is not asked for: its field is not there.
    """

    error_css_class = "refused"
    follows_type = False  # whether other fields are asked for when another type is chosen

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in list(self.fields.items()):
            if isinstance(field, PicklistField):
                if isinstance(field, GrowingField) and self.is_bound:
                    field.offer(self.initial.get(name), str(self.data.get(name, "")))
                else:
                    field.offer(self.initial.get(name))
                if field.is_empty:
                    del self.fields[name]
        if "closing_reason" in self.fields:
            _group(self.fields["closing_reason"])

    @property
    def type_id(self) -> int | None:
        """The type chosen in this form, as far as it is one."""
        typed = str(self["type"].value() or "") if "type" in self.fields else ""
        return int(typed) if typed.isdecimal() and int(typed) in catalogue.types() else None

    def leave_out(self, wanted: Mapping[str, Rule]) -> None:
        """What is hidden is not in the form; its value stays as it is (B36)."""
        for name, rule in wanted.items():
            if not rule.shown:
                self.fields.pop(name, None)

    @property
    def endings(self) -> str:
        """The states with which a case ends, for the behaviour that shows what goes with them."""
        return " ".join(str(state.id) for state in catalogue.states().values() if state.is_finished)

    @property
    def asks(self) -> bool:
        """Whether something must be said before it can be sent."""
        return any(bound.field.required and not bound.value() for bound in self)

    def bound(self, *names: str) -> list[forms.BoundField]:
        """The fields of these names that the form has."""
        return [self[name] for name in names if name in self.fields]

    def offer_customers(self, actor: Agent, case: Case | None = None) -> None:
        """The customer chosen, and the companies of a contact, are the choices; the rest comes by searching.

        Whoever may not see customers chooses none but those the case has.
        """
        kept = {customer_value(case.contact), customer_value(case.account)} if case else set()

        @cache
        def find(value: str) -> Contact | Account | None:
            return customer_of(value) if value in kept or may_see_customers(actor) else None

        @cache
        def companies() -> list[tuple[str, str]]:
            chosen, current = find(str(self["customer"].value() or "")), str(self["account"].value() or "")
            links = companies_of(chosen) if isinstance(chosen, Contact) and may_see_customers(actor) else []
            found = {customer_value(link.account): str(link.account) for link in links}
            if current not in found and isinstance(named := find(current), Account):
                found[current] = str(named)
            return [("", "—"), *found.items()]

        @cache
        def chosen() -> list[tuple[str, str]]:
            named = find(str(self["customer"].value() or ""))
            return [("", ""), *([(customer_value(named), str(named))] if named else [])]

        customer, account = self.fields["customer"], self.fields["account"]
        customer.find = account.find = find  # type: ignore[attr-defined]
        customer.widget.choices, account.widget.choices = WhenDrawn(chosen), WhenDrawn(companies)

    def customer_parts(self) -> dict[str, Any]:
        """The contact and the account meant; a contact's only company goes with them."""
        customer, account = self.cleaned_data["customer"], self.cleaned_data["account"]
        if isinstance(customer, Account):
            return {"contact": None, "account": customer}
        return {"contact": customer, "account": account}


def _group(reasons: forms.Field) -> None:
    """Reasons for closing and those for cancelling, told apart where there are both (B32)."""
    known = catalogue.closing_reasons()
    empty, *choices = reasons.choices  # type: ignore[attr-defined]
    closing = [each for each in choices if not known[each[0]].cancels]
    cancelling = [each for each in choices if known[each[0]].cancels]
    if closing and cancelling:
        reasons.choices = [empty, (_("To close"), closing), (_("To cancel"), cancelling)]  # type: ignore[attr-defined]


def say_beside(form: forms.Form, refusal: Refused) -> None:
    """Put a refusal into the form: beside the fields it names, or above all where it names none that are shown."""
    shown = [name for name in getattr(refusal, "fields", ()) if name in form.fields]
    for name in shown:
        form.add_error(name, str(refusal.beside))  # type: ignore[attr-defined]
    if not shown or len(shown) < len(refusal.fields):  # type: ignore[attr-defined]
        form.add_error(None, str(refusal))


class OpeningForm(CaseForm):
    """The few fields a case begins with; the rest can wait (S0.25)."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    customer = CustomerField(label=_("Customer"))
    account = CustomerField(only=Account, label=_("On behalf of"), required=False)
    reference = forms.CharField(label=_("Reference"), max_length=200, help_text=_("What it is about, in a few words."))
    description = description_field()
    type = type_field()
    category = category_field()
    priority = priority_field()
    importance = importance_field()
    campaign = campaign_field()
    state = state_field()
    closing_reason = closing_reason_field()
    responsible = AgentField(label=_("Responsible"), required=False)
    assignees = AgentsField(label=_("Also working on it"), required=False, widget=forms.SelectMultiple)
    team = TeamField(label=_("Team"), required=False)
    source = source_field()
    tags = TagsField()
    solution = solution_field()

    def __init__(
        self, *args: Any, actor: Agent, customer: str = "", wanted: Mapping[str, Rule] | None = None, **kwargs: Any
    ) -> None:
        chosen = customer_of(customer) if may_see_customers(actor) else None
        initial = {
            "state": catalogue.initial_state().id,
            "priority": catalogue.initial_priority().id,
            "source": next((source.id for source in catalogue.in_use(catalogue.sources())), None),
            "campaign": working_in.id if (working_in := current(actor)) else None,
            "customer": customer_value(chosen),
            "account": customer_value(only_account_of(chosen)) if isinstance(chosen, Contact) else "",
            **kwargs.pop("initial", {}),
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.offer_customers(actor)
        self._keep_to_what_is_allowed(actor)
        self.keep_to(rules(self.type_id) if wanted is None else wanted)
        self.follows_type = wanted is None and depend_on_type()

    def keep_to(self, wanted: Mapping[str, Rule]) -> None:
        """Show what the rules show, ask for what they ask for; what must be said stands among the first."""
        self.leave_out(wanted)
        needed = {name for name, rule in wanted.items() if rule.at_opening}
        for name in needed & self.fields.keys():
            self.fields[name].required = True
        self.named_first = [name for name in wanted if wanted[name].first or name in needed]
        self.named_more = [name for name in wanted if name not in self.named_first]

    def _keep_to_what_is_allowed(self, actor: Agent) -> None:
        """Assigning and closing are abilities of their own, for a case that begins too."""
        if not may_assign_cases(actor):
            for name in {"responsible", "assignees", "team"} & self.fields.keys():
                self.fields[name].disabled = True
        if not may_close_cases(actor):
            self.fields.pop("closing_reason", None)
            states, state = catalogue.states(), self.fields["state"]
            state.choices = [each for each in state.choices if states[each[0]].lifecycle not in FINISHED]  # type: ignore[attr-defined]

    @property
    def first(self) -> list[forms.BoundField]:
        return self.bound(*self.named_first)

    @property
    def more(self) -> list[forms.BoundField]:
        return self.bound(*self.named_more)

    @property
    def more_is_refused(self) -> bool:
        return any(bound.errors for bound in self.more)

    def values(self) -> dict[str, Any]:
        """What `open_case` takes."""
        cleaned = {name: value for name, value in self.cleaned_data.items() if name not in {"customer", "account"}}
        return {**cleaned, **self.customer_parts()}


class SeenForm(CaseForm):
    """A form on an existing case: it carries the number of the last event its reader had seen (B3)."""

    seen = forms.IntegerField(widget=forms.HiddenInput(attrs={"data-drafted": True}), min_value=0)


class StandingForm(SeenForm):
    """How the case stands: the fields one changes while working on it."""

    state = state_field()
    closing_reason = closing_reason_field()
    type = type_field()
    priority = priority_field()
    importance = importance_field()
    category = category_field()
    responsible = AgentField(label=_("Responsible"), required=False)
    assignees = AgentsField(label=_("Also working on it"), required=False, widget=forms.SelectMultiple)
    team = TeamField(label=_("Team"), required=False)
    campaign = campaign_field()
    source = source_field()
    tags = TagsField()
    solution = solution_field()

    @classmethod
    def of(cls, case: Case, seen: int, data: Any = None) -> StandingForm:
        initial = {
            "seen": seen,
            "state": case.state_id,
            "priority": case.priority_id,
            "category": case.category_id,
            "type": case.type_id,
            "importance": case.importance_id,
            "campaign": case.campaign_id,
            "closing_reason": case.closing_reason_id,
            "solution": case.solution,
            "tags": ", ".join(str(tag) for tag in tags_of(case)),
            "responsible": case.responsible_id,
            "assignees": [pk for pk in case.assignee_ids if pk != case.responsible_id],
            "team": case.team_id,
            "source": case.source_id,
        }
        form = cls(data, initial=initial, auto_id="standing_%s")
        form.keep_who_left(case)
        form.keep_to(rules(form.type_id if "type" in form.fields else case.type_id))
        if data is None:
            form.offer_moves(case)
        return form

    def keep_to(self, wanted: Mapping[str, Rule]) -> None:
        """What does not change any more is only shown; what must be there cannot be taken away."""
        self.leave_out(wanted)
        for name in wanted.keys() & self.fields.keys():
            field = self.fields[name]
            field.disabled = not wanted[name].editable
            field.required = field.required or (wanted[name].at_opening and bool(self.initial.get(name)))

    def offer_moves(self, case: Case) -> None:
        """Only the states the case may go to (U9); the verb says so to whoever asks for another."""
        state: Any = self.fields["state"]
        state.choices = [each for each in state.choices if is_allowed(case.type_id, case.state_id, each[0])]

    def keep_who_left(self, case: Case) -> None:
        """People who left and retired teams are not offered, but stay where they are until somebody changes it."""
        people, teams = directory.agents(), directory.teams()
        everyone: list[tuple[str, Any, list[Any]]] = [
            ("responsible", people, [case.responsible_id]),
            ("assignees", people, case.assignee_ids),
            ("team", teams, [case.team_id]),
        ]
        for name, known, kept in everyone:
            field: Any = self.fields[name]
            gone = [(pk, known[pk].name) for pk in kept if pk in known and not known[pk].is_active]
            if gone:
                field.choices = [*field.choices, *gone]

    def values(self) -> dict[str, Any]:
        """What was sent: a field that was not there says nothing, but nobody chosen of several is said by silence."""
        several = {name for name, field in self.fields.items() if isinstance(field, forms.MultipleChoiceField)}
        sent = {name for name in self.fields if name in self.data or name in several} - {"seen"}
        values = {name: self.cleaned_data[name] for name in sent if not self.fields[name].disabled}
        if {"responsible", "assignees"} & values.keys():  # said together, or the one not asked for would be lost
            kept = Agent.objects.in_bulk([*self.initial["assignees"], self.initial["responsible"] or 0])
            values.setdefault("responsible", kept.get(self.initial["responsible"]))
            values.setdefault("assignees", [kept[pk] for pk in self.initial["assignees"] if pk in kept])
        return values


class ClosingForm(CaseForm):
    """How a case ends: the state, why, and what solved it; nothing said leaves what there is."""

    state = state_field()
    closing_reason = closing_reason_field()
    solution = solution_field()
    lacking: list[str]

    @classmethod
    def of(cls, case: Case, data: Any = None, *, to: int | None = None) -> ClosingForm:
        form = cls(data, initial={"solution": case.solution, "state": to}, auto_id="closing_%s")
        form.lacking = []
        form.leave_out(rules(case.type_id))
        form.offer_endings(case)
        form.ask_for_what_is_missing(case)
        return form

    def offer_endings(self, case: Case) -> None:
        """Finished states alone, and none to choose where there is one; without a word about it, the first closed."""
        states, field = catalogue.states(), self.fields["state"]
        endings = [
            each
            for each in field.choices  # type: ignore[attr-defined]
            if states[each[0]].is_finished and is_allowed(case.type_id, case.state_id, each[0])
        ]
        field.choices, field.required = endings, False  # type: ignore[attr-defined]
        first = catalogue.first_closed_state().id
        ids = [each[0] for each in endings]
        self.initial["state"] = self.initial["state"] or (first if first in ids or not ids else ids[0])
        if len(endings) == 1:
            field.widget = forms.HiddenInput()

    def ask_for_what_is_missing(self, case: Case) -> None:
        """What the case lacks to be closed is asked for here (B31); where it may be cancelled too, the verb decides."""
        ids = [each[0] for each in self.fields["state"].choices]  # type: ignore[attr-defined]
        may_cancel = any(catalogue.states()[pk].lifecycle == Lifecycle.CANCELLED for pk in ids)
        for name in missing_at_closing(case, catalogue.first_closed_state()):
            if name not in self.fields and name in MAKERS:
                self.fields[name] = MAKERS[name]()
                self.lacking.append(name)
                if isinstance(self.fields[name], PicklistField):
                    self.fields[name].offer()  # type: ignore[attr-defined]
            if name in self.fields and not may_cancel:
                self.fields[name].required = True

    def values(self) -> dict[str, Any]:
        """What `close` takes."""
        said = self.cleaned_data
        solution = said["solution"] if "solution" in self.data else None
        also = {name: said[name] for name in self.lacking if said.get(name)}
        return {"to": said["state"], "reason": said.get("closing_reason"), "solution": solution, "also": also}


class MatterForm(SeenForm):
    """What the case is about and for whom."""

    reference = forms.CharField(label=_("Reference"), max_length=200)
    description = forms.CharField(
        label=_("Description"), max_length=50_000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    customer = CustomerField(label=_("Customer"))
    account = CustomerField(only=Account, label=_("On behalf of"), required=False)

    @classmethod
    def of(cls, case: Case, seen: int, data: Any = None, *, actor: Agent) -> MatterForm:
        initial = {
            "seen": seen,
            "reference": case.reference,
            "description": case.description,
            "customer": customer_value(case.contact or case.account),
            "account": customer_value(case.account),
        }
        form = cls(data, initial=initial, auto_id="matter_%s")
        form.offer_customers(actor, case)
        rule = rules(case.type_id)["description"]
        if not rule.shown:
            del form.fields["description"]
        else:
            form.fields["description"].disabled = not rule.editable
            form.fields["description"].required = rule.at_opening and bool(case.description)
        return form

    def values(self) -> dict[str, Any]:
        return {
            "reference": self.cleaned_data["reference"],
            **({"description": self.cleaned_data["description"]} if "description" in self.fields else {}),
            **self.customer_parts(),
        }


class NoteForm(forms.Form):
    body = forms.CharField(
        label=_("Internal note"),
        max_length=50_000,
        widget=forms.Textarea(
            attrs={
                "rows": 3,
                "placeholder": _("Only your colleagues see it."),
                "data-key": "n",
                "data-key-says": _("Internal note"),
                "data-key-group": _("On a case"),
            }
        ),
    )
