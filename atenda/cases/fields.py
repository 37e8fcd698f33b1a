"""Form fields for what a case points to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from atenda.cases import catalogue
from atenda.cases.models import (
    Campaign,
    CaseType,
    Category,
    ClosingReason,
    Importance,
    Picklist,
    Priority,
    Source,
    State,
)
from atenda.cases.refusals import RetiredValue
from atenda.cases.successors import FIELD_OF, now_called
from atenda.cases.tagging import LONGEST, MOST, names_in
from atenda.customers.models import Account, Contact
from atenda.customers.search import customer_of
from atenda.organizations.folding import fold
from atenda.staff.choices import AgentField, TeamField
from atenda.ui.choices import Settled
from atenda.ui.moments import MomentField

LONGEST_KEY = 18  # digits


def key_in(value: Any) -> int | None:
    """The key of a row that somebody sent, as far as it may be one."""
    typed = str(value or "")
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_KEY else None


class PicklistField(forms.TypedChoiceField):
    """A value of a picklist, in the reader's language; cleans to the row. A retired one stays where it is chosen."""

    def __init__(self, model: type[Picklist], values: Callable[[], dict[int, catalogue.Value]], **kwargs: Any) -> None:
        self.model, self.values = model, values
        self.current: int | None = None
        super().__init__(coerce=int, empty_value=None, **kwargs)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to choose."""
        return not any(value for value, _label in self.offered)

    def offer(self, current: int | None = None) -> None:
        """Read the choices afresh, for the form being made."""
        self.current = current
        choices = [
            (value.id, value.label) for value in self.values().values() if not value.is_retired or value.id == current
        ]
        self.offered = choices if self.required else [("", "—"), *choices]
        self.choices = Settled(self.offered)

    def clean(self, value: Any) -> Any:
        """A value that another took the place of since the form was opened stands for that one."""
        typed = key_in(value)
        if typed is not None and typed != self.current:
            value = now_called(FIELD_OF[self.model], typed)
        pk = super().clean(value)
        return catalogue.row(self.model, pk) if pk is not None else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "")


@dataclass(frozen=True)
class NewValue:
    """A value that is not in its list yet, of which the view has the verb make one (S0.4)."""

    name: str


class GrowingField(PicklistField):
    """A value of a picklist, or the name of one that is to be added."""

    def offer(self, current: int | None = None, typed: str = "") -> None:
        super().offer(current)
        if typed and not typed.isdecimal():
            self.choices = Settled([*self.offered, (typed, typed)])

    def clean(self, value: Any) -> Any:
        name = " ".join(str(value or "").split())
        if not name or name.isdecimal():
            return super().clean(value)
        if len(name) > LONGEST:
            raise ValidationError(_("A name has up to 60 characters."), code="long")
        there = {fold(label): each for each in self.values().values() for label in each.labels.values()}
        found = there.get(fold(name))
        if found and found.is_retired:
            found = self.values().get(now_called(FIELD_OF[self.model], found.id))
        if found and found.is_retired:
            raise ValidationError(RetiredValue.sentence, code="retired")
        return catalogue.row(self.model, found.id) if found else NewValue(name)

    @property
    def is_empty(self) -> bool:
        return False


def state_field() -> PicklistField:
    return PicklistField(State, catalogue.states, label=_("State"))


def priority_field() -> PicklistField:
    return PicklistField(Priority, catalogue.priorities, label=_("Priority"))


def category_field() -> PicklistField:
    return GrowingField(Category, catalogue.categories, label=_("Category"), required=False)


def type_field() -> PicklistField:
    return PicklistField(CaseType, catalogue.types, label=_("Type"), required=False)


def importance_field() -> PicklistField:
    return PicklistField(Importance, catalogue.importances, label=_("Importance"), required=False)


def campaign_field() -> PicklistField:
    return PicklistField(Campaign, catalogue.campaigns, label=_("Campaign"), required=False)


def source_field() -> PicklistField:
    return PicklistField(Source, catalogue.sources, label=_("Source"), required=False)


def closing_reason_field() -> PicklistField:
    return PicklistField(ClosingReason, catalogue.closing_reasons, label=_("Reason"), required=False)


def responsible_field() -> AgentField:
    return AgentField(label=_("Responsible"), required=False)


def team_field() -> TeamField:
    return TeamField(label=_("Team"), required=False)


def due_field() -> MomentField:
    return MomentField(label=_("Deadline"), required=False)


def reference_field(**kwargs: Any) -> forms.CharField:
    return forms.CharField(label=_("Reference"), max_length=200, required=False, **kwargs)


def description_field() -> forms.CharField:
    return forms.CharField(
        label=_("Description"), max_length=50_000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )


def solution_field() -> forms.CharField:
    return forms.CharField(
        label=_("Solution"),
        max_length=50_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TagsField(forms.CharField):
    """Words with commas between (S0.60); cleans to the names, of which the verb makes tags."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Tags"), required=False, max_length=2000, **kwargs)

    def clean(self, value: Any) -> Any:
        names = names_in(super().clean(value))
        if len(names) > MOST or any(len(name) > LONGEST for name in names):
            raise ValidationError(_("A tag has up to 60 characters, and a case up to 30 tags."), code="long")
        return names


class CustomerField(forms.CharField):
    """A contact or an account, as `contact:12` or `account:7`; cleans to the row.

    `find` tells which row a text means; a form that knows who asks puts a stricter one in its place.
    """

    widget = forms.Select
    default_error_messages = {"unknown": _("This customer no longer exists. Search again.")}

    def __init__(self, *, only: type[Contact | Account] | None = None, **kwargs: Any) -> None:
        self.only, self.find = only, customer_of
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        customer = self.find(text)
        if customer is None or (self.only and not isinstance(customer, self.only)):
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        return customer


def account_field() -> CustomerField:
    """On whose behalf a contact writes."""
    return CustomerField(only=Account, label=_("On behalf of"), required=False)


def customer_value(customer: Contact | Account | None) -> str:
    """How forms name a customer; the reverse of `customers.search.customer_of`."""
    return f"{customer.kind}:{customer.pk}" if customer else ""


# What closing may ask for besides the reason and the solution, when a case lacks it.
MAKERS: dict[str, Callable[[], forms.Field]] = {
    "account": account_field,
    "description": description_field,
    "type": type_field,
    "category": category_field,
    "importance": importance_field,
    "campaign": campaign_field,
    "source": source_field,
    "responsible": responsible_field,
    "team": team_field,
    "due_at": due_field,
    "tags": TagsField,
}
