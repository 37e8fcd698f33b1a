"""Form fields for what a case points to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from atenda.cases import catalogue
from atenda.cases.models import Category, Priority, State
from atenda.customers.models import Account, Contact
from atenda.organizations.tenancy import OrgModel


class PicklistField(forms.TypedChoiceField):
    """A value of a picklist, in the reader's language; cleans to the row. A retired one stays where it is chosen."""

    def __init__(self, model: type[OrgModel], values: Callable[[], dict[int, catalogue.Value]], **kwargs: Any) -> None:
        self.model, self.values = model, values
        super().__init__(coerce=int, empty_value=None, **kwargs)

    def offer(self, current: int | None = None) -> None:
        """Read the choices afresh, for the form being made."""
        choices = [
            (value.id, value.label) for value in self.values().values() if not value.is_retired or value.id == current
        ]
        self.choices = choices if self.required else [("", "—"), *choices]

    def clean(self, value: Any) -> Any:
        pk = super().clean(value)
        return self.model.objects.get(pk=pk) if pk is not None else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "")


def state_field() -> PicklistField:
    return PicklistField(State, catalogue.states, label=_("State"))


def priority_field() -> PicklistField:
    return PicklistField(Priority, catalogue.priorities, label=_("Priority"))


def category_field() -> PicklistField:
    return PicklistField(Category, catalogue.categories, label=_("Category"), required=False)


class CustomerField(forms.CharField):
    """A contact or an account, as `contact:12` or `account:7`; cleans to the row."""

    widget = forms.Select
    kinds: dict[str, type[OrgModel]] = {"contact": Contact, "account": Account}
    default_error_messages = {"unknown": _("This customer no longer exists. Search again.")}

    def __init__(self, *, only: Iterable[str] = ("contact", "account"), **kwargs: Any) -> None:
        self.only = tuple(only)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        customer = find_customer(text, only=self.only)
        if customer is None:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return customer


def find_customer(text: str, only: Iterable[str] = ("contact", "account")) -> Contact | Account | None:
    """The customer written `contact:12` or `account:7`, if there is one here."""
    kind, _colon, pk = text.partition(":")
    if kind not in only or not pk.isdecimal() or len(pk) > 18:
        return None
    return CustomerField.kinds[kind].objects.filter(pk=int(pk)).first()


def customer_value(customer: Contact | Account | None) -> str:
    return f"{type(customer).__name__.lower()}:{customer.pk}" if customer else ""
