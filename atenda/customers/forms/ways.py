"""E-mails, phones and addresses as rows of a form; an emptied row goes away."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from atenda.customers.countries import country_choices
from atenda.customers.naming import clean
from atenda.customers.phones import shown_phone
from atenda.customers.ways import Email, Phone, Postal, Way
from atenda.organizations.entering import current_organization

MOST_ROWS = 50
NO_EMAIL = {"invalid": _("This is not an e-mail address: it should look like name@company.com.")}
BESIDES = {"label", "country"}  # alone they reach nobody


class WayRow(forms.Form):
    """One way to reach a customer, or an empty row."""

    main: ClassVar[str]
    way: ClassVar[type[Way]]

    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        """A label alone says nothing."""
        cleaned = super().clean() or {}
        reaches = any(value for name, value in cleaned.items() if name not in BESIDES) or self.main in self.errors
        if clean(cleaned.get("label", "")) and not reaches:
            self.add_error(self.main, _("Write it, or empty the whole row."))
        return cleaned


def _label_field() -> forms.CharField:
    return forms.CharField(label=_("Label"), max_length=40, required=False)


class EmailRow(WayRow):
    main, way = "address", Email

    address = forms.EmailField(label=_("E-mail"), max_length=254, required=False, error_messages=NO_EMAIL)
    label = _label_field()


class PhoneRow(WayRow):
    main, way = "number", Phone

    number = forms.CharField(label=_("Phone"), max_length=32, required=False, widget=forms.TextInput({"type": "tel"}))
    label = _label_field()


class AddressRow(WayRow):
    main, way = "street", Postal

    street = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=12, required=False)
    city = forms.CharField(label=_("Town"), max_length=100, required=False)
    province = forms.CharField(label=_("Province"), max_length=100, required=False)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices, required=False)
    label = _label_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].initial = current_organization().country


class WayRows(BaseFormSet):  # type: ignore[type-arg]
    """The rows of one kind, with the number of the default one beside them."""

    def __init__(self, data: Any = None, *, ways: list[Way] | None = None, **kwargs: Any) -> None:
        ways = ways or []
        super().__init__(data, initial=[as_typed(way) for way in ways], **kwargs)
        self.remark = ""

    @property
    def default(self) -> int:
        """Which row is the default."""
        chosen = str(self.data.get(f"{self.prefix}-default", "")) if self.is_bound else "0"
        return int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 4 else 0

    def ways(self) -> list[Way]:
        found = []
        for number, row in enumerate(self.forms):
            values = row.cleaned_data
            if any(value for name, value in values.items() if name not in BESIDES):
                found.append(row.way(**values, is_default=number == self.default))
        return found


def _rows(row: type[WayRow], spare: int) -> type[WayRows]:
    limits: Any = {"max_num": MOST_ROWS, "absolute_max": MOST_ROWS + 10, "validate_max": True}
    return cast(type[WayRows], forms.formset_factory(row, formset=WayRows, extra=spare, **limits))


ROWS = {"phones": _rows(PhoneRow, 3), "emails": _rows(EmailRow, 3), "addresses": _rows(AddressRow, 2)}


def as_typed(way: Way) -> dict[str, str]:
    """A way as a person writes it: a phone number in groups."""
    typed = {name: value for name, value in vars(way).items() if name != "is_default"}
    return (
        typed | {"number": shown_phone(way.number, current_organization().country)} if isinstance(way, Phone) else typed
    )
