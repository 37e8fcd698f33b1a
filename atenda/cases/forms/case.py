"""What the forms of a case share."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.cases import catalogue
from atenda.cases.field_rules import Rule
from atenda.cases.fields import (
    GrowingField,
    PicklistField,
    customer_value,
    key_in,
)
from atenda.cases.models import Case
from atenda.customers.models import Account, Contact
from atenda.customers.permissions import may_see_customers
from atenda.customers.search import customer_of
from atenda.customers.worklists import companies_of, only_account_of
from atenda.staff.models import Agent
from atenda.ui.choices import Settled, WhenDrawn


class CaseForm(forms.Form):
    """What every form of a case shares: picklists read when the form is made, and the customer's two parts.

    A list without values is not asked for: its field is not there.
    """

    error_css_class = "refused"
    follows_type = False  # whether other fields are asked for when another type is chosen

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in list(self.fields.items()):
            if isinstance(field, PicklistField):
                if isinstance(field, GrowingField) and self.is_bound:
                    field.offer(self.initial.get(name), str(self.data.get(name, "")))
                else:
                    field.offer(self.initial.get(name))
                if field.is_empty:
                    del self.fields[name]
        if "closing_reason" in self.fields:
            _group(self.fields["closing_reason"])

    @property
    def type_id(self) -> int | None:
        """The type chosen in this form, as far as it is one."""
        typed = key_in(self["type"].value()) if "type" in self.fields else None
        return typed if typed in catalogue.types() else None

    def leave_out(self, wanted: Mapping[str, Rule]) -> None:
        """What is hidden is not in the form; its value stays as it is (B36)."""
        for name, rule in wanted.items():
            if not rule.shown:
                self.fields.pop(name, None)

    @property
    def endings(self) -> str:
        """The states with which a case ends, for the behaviour that shows what goes with them."""
        return " ".join(str(state.id) for state in catalogue.states().values() if state.is_finished)

    @property
    def asks(self) -> bool:
        """Whether something must be said before it can be sent."""
        return any(bound.field.required and not bound.value() for bound in self)

    def bound(self, *names: str) -> list[forms.BoundField]:
        """The fields of these names that the form has."""
        return [self[name] for name in names if name in self.fields]

    def offer_customers(self, actor: Agent, case: Case | None = None) -> None:
        """The customer chosen, and the companies of a contact, are the choices; the rest comes by searching.

        Whoever may not see customers chooses none but those the case has.
        """
        kept = {customer_value(case.contact), customer_value(case.account)} if case else set()

        @cache
        def find(value: str) -> Contact | Account | None:
            return customer_of(value) if value in kept or may_see_customers(actor) else None

        @cache
        def companies() -> list[tuple[str, str]]:
            chosen, current = find(str(self["customer"].value() or "")), str(self["account"].value() or "")
            links = companies_of(chosen) if isinstance(chosen, Contact) and may_see_customers(actor) else []
            found = {customer_value(link.account): str(link.account) for link in links}
            if current not in found and isinstance(named := find(current), Account):
                found[current] = str(named)
            return [("", "—"), *found.items()]

        @cache
        def chosen() -> list[tuple[str, str]]:
            named = find(str(self["customer"].value() or ""))
            return [("", ""), *([(customer_value(named), str(named))] if named else [])]

        customer, account = self.fields["customer"], self.fields["account"]
        customer.find = account.find = find  # type: ignore[attr-defined]
        customer.widget.choices, account.widget.choices = WhenDrawn(chosen), WhenDrawn(companies)

    def customer_parts(self) -> dict[str, Any]:
        """The contact and the account meant, as far as the form asks for them.

        Where it does not ask on whose behalf a contact writes, another contact brings their only company along.
        """
        customer = self.cleaned_data["customer"]
        if isinstance(customer, Account):
            return {"contact": None, "account": customer}
        if "account" in self.fields and not self.fields["account"].disabled:
            return {"contact": customer, "account": self.cleaned_data["account"]}
        if customer_value(customer) == self.initial.get("customer"):
            return {"contact": customer}
        return {"contact": customer, "account": only_account_of(customer)}


def _group(reasons: forms.Field) -> None:
    """Reasons for closing and those for cancelling, told apart where there are both (B32)."""
    known = catalogue.closing_reasons()
    empty, *choices = reasons.choices  # type: ignore[attr-defined]
    closing = [each for each in choices if not known[each[0]].cancels]
    cancelling = [each for each in choices if known[each[0]].cancels]
    if closing and cancelling:
        reasons.choices = Settled([empty, (_("To close"), closing), (_("To cancel"), cancelling)])  # type: ignore[attr-defined]
