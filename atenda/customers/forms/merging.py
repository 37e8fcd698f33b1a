"""The form in which one says whose value stays, field by field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.customers.comparing import Line


class MergeForm(forms.Form):
    """A choice for each thing that differs. `seen` and `other_seen`: the latest events of the two as compared (B3)."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    other_seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, lines: list[Line], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = [line.asked for line in lines if line.options]
        for line in lines:
            if line.options:
                self.fields[line.asked] = forms.ChoiceField(
                    choices=[(option, option) for option in line.options],
                    error_messages={"required": _("Choose one of them."), "invalid_choice": _("Choose one of them.")},
                )

    def chosen(self) -> dict[str, str]:
        return {asked: self.cleaned_data[asked] for asked in self.asked}
