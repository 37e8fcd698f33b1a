"""Forms of a board: where a card goes, and how many cases a column should hold."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.cases.models import Case
from atenda.staff.models import Agent
from atenda.worklists.columns import NAMES, Value, can_move, values_of
from atenda.worklists.limits import HIGHEST, limits_of
from atenda.worklists.placing import key_of
from atenda.worklists.presentation import Presentation


class PlaceForm(forms.Form):
    """The column a case goes to and, where lanes cut the board, the lane; `was` says where its card stood."""

    was = forms.CharField(widget=forms.HiddenInput, required=False)
    lane_was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, case: Case, presentation: Presentation, actor: Agent, data: Any = None) -> None:
        self.presentation, self.values_by_field = presentation, dict[str, list[Value]]()
        super().__init__(data, auto_id="place_%s")
        for name, was, field in (("to", "was", presentation.by), ("lane", "lane_was", presentation.lanes)):
            if not field:
                del self.fields[was]
                continue
            here = key_of(case, field)
            values = [value for value in values_of(field, actor) if not value.is_gone or value.key == here]
            self.values_by_field[field] = values
            offered = [value for value in values if can_move(case.type_id, case.state_id, value)]
            offered = values if data is not None else offered
            choices = [(value.key, value.label) for value in offered]
            self.fields[name] = forms.ChoiceField(
                label=str(NAMES[field]), choices=choices, initial=here, required=name == "to"
            )
            self.initial[was] = here

    @property
    def to(self) -> dict[str, Value]:
        """What is wanted, by field."""
        said = {self.presentation.by: self.cleaned_data["to"], self.presentation.lanes: self.cleaned_data.get("lane")}
        return {
            field: next(value for value in values if value.key == said[field])
            for field, values in self.values_by_field.items()
            if said[field]
        }

    @property
    def seen(self) -> dict[str, str]:
        """What the card said, by field: only what was sent with it."""
        said = {
            self.presentation.by: self.cleaned_data["was"],
            self.presentation.lanes: self.cleaned_data.get("lane_was"),
        }
        return {field: key for field in self.to if (key := said[field])}


class LimitsForm(forms.Form):
    """A number for each column; none is no limit."""

    all_optional = True  # said once above them, not beside each

    def __init__(self, field: str, actor: Agent, data: Any = None) -> None:
        super().__init__(data, auto_id="limits_%s")
        kept = limits_of(field)
        for value in values_of(field, actor):
            if not value.is_gone:
                self.fields[value.key] = forms.IntegerField(
                    label=value.label,
                    required=False,
                    min_value=1,
                    max_value=HIGHEST,
                    initial=kept.get(value.key),
                    error_messages={"invalid": _("Write a number, or nothing for no limit.")},
                )

    @property
    def limits(self) -> dict[str, int]:
        return {key: most for key, most in self.cleaned_data.items() if most}
