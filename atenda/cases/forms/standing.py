"""The form of how a case stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.cases.describing import tags_of
from atenda.cases.field_rules import Rule, rules
from atenda.cases.fields import (
    TagsField,
    campaign_field,
    category_field,
    closing_reason_field,
    due_field,
    importance_field,
    priority_field,
    solution_field,
    source_field,
    state_field,
    type_field,
)
from atenda.cases.forms.case import CaseForm
from atenda.cases.models import Case
from atenda.cases.moving import is_allowed
from atenda.staff import directory
from atenda.staff.choices import AgentField, AgentsField, TeamField
from atenda.staff.models import Agent
from atenda.ui.choices import Settled


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
    due_at = due_field()
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
            "due_at": case.due_at,
            "source": case.source_id,
        }
        form = cls(data, initial=initial, auto_id="standing_%s")
        form.fields["due_at"].current = case.due_at  # type: ignore[attr-defined]
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
        state.choices = Settled(each for each in state.choices if is_allowed(case.type_id, case.state_id, each[0]))

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
