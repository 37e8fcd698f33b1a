"""The one filter over a list of customers that is looked up as one types: the company of contacts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.customers.models import Account
from atenda.customers.narrowing import Narrowing


class CompanyForm(forms.Form):
    """Without scripts it offers what is chosen, and none; a company's own page leads here too."""

    use_required_attribute = False

    company = forms.ChoiceField(label=_("Company"))

    def __init__(self, narrowing: Narrowing) -> None:
        account = narrowing.account
        chosen = [(f"{Account.kind}:{account.pk}", account.name)] if account else []
        super().__init__(initial={"company": chosen[0][0] if chosen else ""})
        field: Any = self.fields["company"]
        field.choices = [("", "—"), *chosen]
