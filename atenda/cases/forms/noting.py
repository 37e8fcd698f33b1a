"""The form of an internal note."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.conversations.models import Outcome, Talk

LONGEST = 24 * 60  # minutes


class WordsForm(forms.Form):
    """The words of a note."""

    body = forms.CharField(
        label=_("Internal note"),
        max_length=50_000,
        widget=forms.Textarea(
            attrs={
                "rows": 3,
                "placeholder": _("Only your colleagues see it."),
            }
        ),
    )


class NoteForm(WordsForm):
    """A new note: it may tell of speaking with the customer, and log a call or a visit, of which words are optional."""

    spoken = forms.BooleanField(label=_("I spoke with the customer"), required=False)
    talk = forms.ChoiceField(label=_("Call or visit"), required=False, choices=[("", "—"), *Talk.choices])
    minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=1, max_value=LONGEST, widget=forms.NumberInput(attrs={"min": 1})
    )
    outcome = forms.ChoiceField(label=_("Outcome"), required=False, choices=[("", "—"), *Outcome.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].required = not self.data.get("talk")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not values.get("talk") and (values.get("minutes") or values.get("outcome")):
            self.add_error("talk", _("Say whether it was a call or a visit."))
        return values

    @property
    def tells_of_a_talk(self) -> bool:
        return any(self[name].value() or self[name].errors for name in ("talk", "minutes", "outcome"))
