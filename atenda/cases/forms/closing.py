"""Forms with which a case ends: closing is one deed, cancelling another (B32)."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from atenda.cases import catalogue
from atenda.cases.field_rules import ForOthersToFillIn, missing_at_closing, rules
from atenda.cases.fields import MAKERS, PicklistField, closing_reason_field, customer_value, solution_field, state_field
from atenda.cases.forms.case import CaseForm
from atenda.cases.models import Case, Lifecycle
from atenda.cases.moving import endings
from atenda.cases.permissions import may_fill_in
from atenda.customers.search import customer_of
from atenda.customers.worklists import companies_of
from atenda.staff.models import Agent


class EndingForm(CaseForm):
    """How a case ends: only the states and the reasons that go with this way of ending it.

    It asks for what the case lacks; what this person may not fill in is for others to fill in first.
    """

    lifecycle: ClassVar[Lifecycle]
    lacking: list[str]
    for_others: list[str]

    @classmethod
    def of(cls, case: Case, data: Any = None, *, actor: Agent) -> EndingForm:
        form = cls(data, initial={"solution": case.solution}, auto_id="closing_%s")
        form.lacking, form.for_others = [], []
        form.leave_out(rules(case.type_id))
        form.offer_states(case)
        form.offer_reasons()
        if case.is_pending:
            form.ask_for_what_is_missing(case, actor)
        return form

    @property
    def has_ending(self) -> bool:
        """Whether there is a state of this kind that the case may go to."""
        return bool(self.fields["state"].choices)  # type: ignore[attr-defined]

    @property
    def refusal(self) -> str:
        """Why this person cannot end the case, when others must fill something in first."""
        return str(ForOthersToFillIn(self.for_others)) if self.for_others else ""

    def clean(self) -> dict[str, Any]:
        if self.refusal:
            raise ValidationError(self.refusal, code="for_others")
        return self.cleaned_data

    def offer_states(self, case: Case) -> None:
        """Those the case may go to, the first chosen; no choice where there is none."""
        field: Any = self.fields["state"]
        ways = endings(case, self.lifecycle)
        field.choices, field.required = [(state.id, state.label) for state in ways], False
        self.initial["state"] = ways[0].id if ways else None
        if len(ways) < 2:
            field.widget = forms.HiddenInput()

    def choose(self, state: str) -> None:
        """Begin with this state, where it is one of those offered."""
        if any(str(pk) == state for pk, _label in self.fields["state"].choices):  # type: ignore[attr-defined]
            self.initial["state"] = int(state)

    def offer_reasons(self) -> None:
        """Those for closing or those for cancelling; where there are none the field is not there."""
        field: Any = self.fields.get("closing_reason")
        if field is None:
            return
        known = catalogue.closing_reasons()
        is_cancelling = self.lifecycle == Lifecycle.CANCELLED
        fitting = [each for each in field.offered if each[0] and known[each[0]].cancels == is_cancelling]
        field.choices = [("", "—"), *fitting]
        if not fitting:
            del self.fields["closing_reason"]

    def ask_for_what_is_missing(self, case: Case, actor: Agent) -> None:
        """What the case lacks to end so is asked for here (B31), of whoever may say it."""
        state = catalogue.states().get(self.initial["state"] or 0)
        for name in missing_at_closing(case, state) if state else ():
            if name not in self.fields and name in MAKERS:
                if not may_fill_in(actor, [name]):
                    self.for_others.append(name)
                    continue
                self.fields[name] = MAKERS[name]()
                self.lacking.append(name)
                if isinstance(self.fields[name], PicklistField):
                    self.fields[name].offer()  # type: ignore[attr-defined]
                elif name == "account":
                    self._offer_companies(case)
            if name in self.fields:
                self.fields[name].required = True

    def _offer_companies(self, case: Case) -> None:
        """Those of the contact, and no others."""
        field: Any = self.fields["account"]
        companies = [link.account for link in companies_of(case.contact)] if case.contact else []
        field.widget.choices = [("", "—"), *((customer_value(each), str(each)) for each in companies)]
        field.find = lambda value: found if (found := customer_of(value)) in companies else None


class ClosingForm(EndingForm):
    """How a case is closed: the state, why, and what solved it; nothing said leaves what there is."""

    lifecycle = Lifecycle.CLOSED
    state = state_field()
    closing_reason = closing_reason_field()
    solution = solution_field()

    def values(self) -> dict[str, Any]:
        """What `finish` takes."""
        said = self.cleaned_data
        solution = said["solution"] if "solution" in self.data and "solution" in said else None
        also = {name: said[name] for name in self.lacking if said.get(name)}
        return {"to": said["state"], "reason": said.get("closing_reason"), "solution": solution, "also": also}


class CancellingForm(EndingForm):
    """How a case is cancelled: the state, and why."""

    lifecycle = Lifecycle.CANCELLED
    state = state_field()
    closing_reason = closing_reason_field()

    def values(self) -> dict[str, Any]:
        """What `cancel` takes."""
        return {"to": self.cleaned_data["state"], "reason": self.cleaned_data.get("closing_reason")}
