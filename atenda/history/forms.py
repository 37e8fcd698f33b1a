"""What the audit log is asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.history.audit import Question
from atenda.history.audited import AREAS
from atenda.staff import directory


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AuditForm(forms.Form):
    words = forms.CharField(label=_("Words"), required=False, max_length=100)
    area = forms.ChoiceField(label=_("About"), required=False)
    person = forms.TypedChoiceField(label=_("Person"), required=False, coerce=int)
    since = forms.DateField(label=_("From the day"), required=False, widget=DayInput())
    until = forms.DateField(label=_("To the day"), required=False, widget=DayInput())
    address = forms.GenericIPAddressField(label=_("Network address"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        areas: Any = self.fields["area"]
        areas.choices = [("", _("Everything")), *((key, area.label) for key, area in AREAS.items())]
        people: Any = self.fields["person"]
        people.choices = [("", _("Anybody")), *((one.id, one.name) for one in directory.agents().values())]

    @property
    def question(self) -> Question:
        """What is understood of it; the rest is asked of nobody."""
        self.is_valid()
        return Question(**{name: value for name, value in self.cleaned_data.items() if value})
