"""The form that opens a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.cases import catalogue
from atenda.cases.campaigns import current
from atenda.cases.field_rules import STANDARD, Rule, depend_on_type, rules
from atenda.cases.fields import (
    CustomerField,
    TagsField,
    account_field,
    campaign_field,
    category_field,
    closing_reason_field,
    customer_value,
    description_field,
    due_field,
    importance_field,
    priority_field,
    reference_field,
    solution_field,
    source_field,
    state_field,
    type_field,
)
from atenda.cases.forms.case import CaseForm
from atenda.cases.models import FINISHED
from atenda.cases.permissions import may_assign_cases, may_close_cases
from atenda.customers.models import Account, Contact
from atenda.customers.permissions import may_see_customers
from atenda.customers.search import customer_of
from atenda.customers.worklists import only_account_of
from atenda.staff.choices import AgentField, AgentsField, TeamField
from atenda.staff.models import Agent

AT_THE_TOP = ("customer", "account")


class OpeningForm(CaseForm):
    """The few fields a case begins with, in their order; the rest can wait (S0.25)."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    customer = CustomerField(label=_("Customer"))
    account = account_field()
    reference = reference_field(help_text=_("What it is about, in a few words."))
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
    due_at = due_field()
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
        for name in needed & self.fields.keys() - {"account"}:  # a company writes for itself: the verb knows
            self.fields[name].required = True
        below = [name for name in wanted if name not in AT_THE_TOP]
        self.named_first = [name for name in below if wanted[name].first or name in needed]
        self.named_more = [name for name in below if name not in self.named_first]

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
    def put_aside(self) -> list[tuple[str, Any]]:
        """What was typed into fields that the type chosen hides: another type shows them again."""
        unseen = [name for name in STANDARD if name not in self.fields and self.initial.get(name)]
        values = [(name, self.initial[name]) for name in unseen]
        return [(name, one) for name, value in values for one in (value if isinstance(value, list) else [value])]

    @property
    def at_the_top(self) -> list[forms.BoundField]:
        return self.bound(*AT_THE_TOP)

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
        parts = self.customer_parts() if "account" in self.fields else self._customer_alone()
        return {**cleaned, **parts}

    def _customer_alone(self) -> dict[str, Any]:
        customer = self.cleaned_data["customer"]
        return {"account": customer} if isinstance(customer, Account) else {"contact": customer}
