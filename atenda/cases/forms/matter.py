"""The form of what a case is about, and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.cases.field_rules import Rule, rules
from atenda.cases.fields import (
    CustomerField,
    account_field,
    customer_value,
    reference_field,
)
from atenda.cases.forms.standing import SeenForm
from atenda.cases.models import Case
from atenda.staff.models import Agent


class MatterForm(SeenForm):
    """What the case is about and for whom."""

    reference = reference_field()
    description = forms.CharField(
        label=_("Description"), max_length=50_000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    customer = CustomerField(label=_("Customer"))
    account = account_field()

    @classmethod
    def of(cls, case: Case, seen: int, data: Any = None, *, actor: Agent) -> MatterForm:
        initial = {
            "seen": seen,
            "reference": case.reference,
            "description": case.description,
            "customer": customer_value(case.contact or case.account),
            "account": customer_value(case.account),
        }
        form = cls(data, initial=initial, auto_id="matter_%s")
        form.offer_customers(actor, case)
        form.keep_to(rules(case.type_id), case)
        return form

    def keep_to(self, wanted: Mapping[str, Rule], case: Case) -> None:
        """What does not change any more is only shown; what must be there cannot be taken away."""
        self.leave_out(wanted)
        for name in wanted.keys() & self.fields.keys():
            self.fields[name].disabled = not wanted[name].editable
        if "reference" in self.fields:
            self.fields["reference"].required = wanted["reference"].at_opening
        if "description" in self.fields:
            self.fields["description"].required = wanted["description"].at_opening and bool(case.description)

    def values(self) -> dict[str, Any]:
        texts: dict[str, Any] = {
            name: self.cleaned_data[name] for name in ("reference", "description") if name in self.fields
        }
        return {**texts, **self.customer_parts()}
