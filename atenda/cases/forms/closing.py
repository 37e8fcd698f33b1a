"""The form of how a case ends."""

from __future__ import annotations

from typing import Any

from django import forms

from atenda.cases import catalogue
from atenda.cases.field_rules import missing_at_closing, rules
from atenda.cases.fields import (
    MAKERS,
    PicklistField,
    closing_reason_field,
    solution_field,
    state_field,
)
from atenda.cases.forms.case import CaseForm
from atenda.cases.models import Case, Lifecycle
from atenda.cases.moving import is_allowed


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
