"""What a macro that ends a case asks before it runs: why, what solved it, and what the case lacks for that."""

from __future__ import annotations

from typing import Any

from django import forms

from atenda.cases.forms import CancellingForm, ClosingForm, EndingForm
from atenda.cases.models import Case, Lifecycle, State
from atenda.macros.steps import Does, ids_in
from atenda.staff.models import Agent


def ending_form(case: Case, to: State, does: Does, data: Any, *, actor: Agent) -> EndingForm | None:
    """As where one closes or cancels, with what the macro says in it; None for a case that has ended already."""
    if not case.is_pending:
        return None
    kind = CancellingForm if to.lifecycle == Lifecycle.CANCELLED else ClosingForm
    form = kind.of(case, data, actor=actor)
    state: Any = form.fields["state"]
    state.choices, state.widget, form.initial["state"] = [(to.pk, str(to))], forms.HiddenInput(), to.pk
    if reason := ids_in(does, "reason"):
        form.initial["closing_reason"] = reason[0]
    if does.get("solution") and not case.solution.strip():
        form.initial["solution"] = does["solution"]
    return form
