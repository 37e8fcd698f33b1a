"""The form of what a case is about, and for whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.cases.field_rules import rules
from atenda.cases.fields import (
    CustomerField,
    customer_value,
)
from atenda.cases.forms.standing import SeenForm
from atenda.cases.models import Case
from atenda.customers.models import Account
from atenda.staff.models import Agent


class MatterForm(SeenForm):
    """What the case is about and for whom."""

    reference = forms.CharField(label=_("Reference"), max_length=200)
    description = forms.CharField(
        label=_("Description"), max_length=50_000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    customer = CustomerField(label=_("Customer"))
    account = CustomerField(only=Account, label=_("On behalf of"), required=False)

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
        rule = rules(case.type_id)["description"]
        if not rule.shown:
            del form.fields["description"]
        else:
            form.fields["description"].disabled = not rule.editable
            form.fields["description"].required = rule.at_opening and bool(case.description)
        return form

    def values(self) -> dict[str, Any]:
        return {
            "reference": self.cleaned_data["reference"],
            **({"description": self.cleaned_data["description"]} if "description" in self.fields else {}),
            **self.customer_parts(),
        }
