"""Which cases close by themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from atenda.autoclosing.models import Policy
from atenda.cases import catalogue
from atenda.cases.models import ClosingReason, Lifecycle


class PolicyForm(forms.Form):
    is_on = forms.BooleanField(label=_("Close cases that nobody answers"), required=False)
    states = forms.TypedMultipleChoiceField(
        label=_("Cases in these states"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only where the last word is yours, and arrived. Never where the customer wrote last."),
    )
    days = forms.IntegerField(label=_("Days without an answer, until the customer is told"), min_value=1, max_value=365)
    notice_days = forms.IntegerField(label=_("Days from then until it is closed"), min_value=1, max_value=90)
    reason = forms.TypedChoiceField(label=_("Reason"), coerce=int, required=False, empty_value=None)

    def __init__(self, data: Any = None, *, held: Policy) -> None:
        initial = {
            "is_on": held.is_on,
            "states": held.states,
            "days": held.days,
            "notice_days": held.notice_days,
            "reason": held.reason_id or "",
        }
        super().__init__(data, initial=initial)
        waiting = [state for state in catalogue.states_in(Lifecycle.WAITING) if not state.is_retired]
        reasons = ClosingReason.objects.filter(cancels=False, retired_at=None)
        self.fields["states"].choices = [(one.id, str(one)) for one in waiting]  # type: ignore[attr-defined]
        choices = [("", _("No reason")), *((one.pk, str(one)) for one in reasons)]
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("is_on") and not given.get("states"):
            self.add_error("states", ValidationError(_("Choose at least one state.")))
        return given

    def policy(self) -> Policy:
        """As it would be, not saved."""
        given = self.cleaned_data
        return Policy(is_on=True, states=given["states"], days=given["days"], notice_days=given["notice_days"])

    def values(self) -> dict[str, Any]:
        reason = self.cleaned_data["reason"]
        found = ClosingReason.objects.filter(pk=reason).first() if reason else None
        return {**self.cleaned_data, "reason": found}
