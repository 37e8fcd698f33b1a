"""The company of a new person, and the short form for somebody who is on the phone now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.customers.cards import Card
from atenda.customers.forms.ways import NO_EMAIL
from atenda.customers.models import Account
from atenda.customers.naming import clean
from atenda.customers.phones import is_phone_like
from atenda.customers.refusals import SeveralSoCalled
from atenda.customers.search import customer_of


class WithCompany(forms.Form):
    """Where a new person works: the name of a company, and which one when several are called so."""

    company = forms.CharField(
        label=_("Company"),
        max_length=200,
        required=False,
        help_text=_("One that is on record, or a new one: it will be created."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    account = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)

    namesakes: Sequence[Card] = ()

    def company_meant(self) -> Account | str:
        """The account chosen, as long as the name beside it is still its name; otherwise the name."""
        name: str = self.cleaned_data["company"]
        account = customer_of(self.cleaned_data["account"])
        return account if isinstance(account, Account) and account.name == clean(name) else name

    def ask_which(self, namesakes: Sequence[Card]) -> None:
        self.namesakes = namesakes
        self.add_error("company", str(SeveralSoCalled.sentence))


class ShortForm(WithCompany, forms.Form):
    """Just enough to open a case for somebody who is on the phone now."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    name = forms.CharField(label=_("Name of the person"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=32, required=False, widget=forms.TextInput({"type": "tel"}))
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False, error_messages=NO_EMAIL)

    field_order = ("name", "phone", "email", "company")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not clean(cleaned.get("name", "")) and not clean(cleaned.get("company", "")):
            self.add_error("name", _("Write the name of the person or of the company."))
        return cleaned

    def typed(self) -> dict[str, str]:
        return {name: str(self[name].value() or "") for name in ("phone", "email")}

    def values(self) -> dict[str, Any]:
        given = {name: self.cleaned_data[name] for name in ("name", "phone", "email", "submission")}
        return {**given, "company": self.company_meant()}

    @classmethod
    def for_typed(cls, typed: str) -> ShortForm:
        """What was looked for and not found, in the field it belongs to."""
        field = "email" if "@" in typed else "phone" if is_phone_like(typed) else "name"
        return cls(initial={field: clean(typed)[:200]})
