"""Forms of accounts and contacts. E-mails, phones and addresses are rows of the form; an emptied row goes away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast
from uuid import uuid4

from django import forms
from django.conf import settings
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from atenda.customers.cards import Card
from atenda.customers.countries import country_choices
from atenda.customers.models import Account, Contact, TaxKind
from atenda.customers.naming import clean
from atenda.customers.phones import is_phone_like, shown_phone
from atenda.customers.profile import PLAIN
from atenda.customers.refusals import ChangedMeanwhile, RetiredTag, SeveralSoCalled, WrongTaxNumber
from atenda.customers.search import customer_of
from atenda.customers.tags import read_tags
from atenda.customers.time_zones import zone_choices
from atenda.customers.ways import WAYS, Email, Phone, Postal, Way, from_words, in_one_line
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
        super().__init__(data, initial=[_as_typed(way) for way in ways], **kwargs)
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


class CustomerForm(forms.Form):
    """What accounts and contacts have in common. A new one carries `submission`, an edited one `seen` (B3, B4)."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    seen = forms.IntegerField(widget=forms.HiddenInput(attrs={"data-drafted": True}), required=False, min_value=0)
    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput({"autocomplete": "off"}))
    tax_kind = forms.ChoiceField(
        label=_("Type of number"),
        required=False,
        choices=lambda: [("", _("As in their country")), *TaxKind.choices],
    )
    tax_id = forms.CharField(
        label=_("Tax number"),
        max_length=30,
        required=False,
        help_text=_("NIF, CIF, NIE, RFC or NIT; or another country's."),
    )
    tax_kept = forms.BooleanField(label=_("Save anyway: it is right as it stands"), required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=lambda: [("", "—"), *settings.LANGUAGES],
        help_text=_("The language we write to them in."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False, choices=zone_choices)
    tags = forms.CharField(
        label=_("Tags"),
        max_length=1000,
        required=False,
        help_text=_("Separated by commas."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    notes = forms.CharField(
        label=_("Notes"),
        max_length=10_000,
        required=False,
        help_text=_("For us: the customer never sees them."),
        widget=forms.Textarea({"rows": 3}),
    )

    plain: ClassVar[tuple[str, ...]] = PLAIN

    def __init__(self, data: Any = None, *, values: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        """`values`: the fields as events keep them (`editing.words_for`)."""
        values = values or {}
        known = {name: _as_written(name, values[name]) for name in self.plain if name in values}
        initial = {**known, **kwargs.pop("initial", {})}
        super().__init__(data, initial=initial, **kwargs)
        self.rows = {
            field: rows(data, ways=from_words(field, values.get(field, ())), prefix=field)
            for field, rows in ROWS.items()
        }

    def clean_name(self) -> str:
        name = clean(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Write a name."))
        return name

    def clean_tags(self) -> list[str]:
        return read_tags(self.cleaned_data["tags"])

    @property
    def asks_to_keep(self) -> bool:
        """Whether the form offers to save a tax number that does not fit."""
        return bool(self["tax_id"].errors or self["tax_kept"].value())

    def refuse(self, refusal: WrongTaxNumber | RetiredTag) -> None:
        """Say beside the tax number, or the tags, what is wrong with it."""
        self.add_error("tags" if isinstance(refusal, RetiredTag) else "tax_id", str(refusal))

    def is_valid(self) -> bool:
        rows = [rows.is_valid() for rows in self.rows.values()]
        return super().is_valid() and all(rows)

    def typed(self) -> dict[str, str]:
        """What stands in the fields that others may share."""
        bound = [self["tax_id"], *(row[row.main] for name in ("phones", "emails") for row in self.rows[name].forms)]
        return {field.html_name: str(field.value() or "") for field in bound}

    def values(self) -> dict[str, Any]:
        """What the verbs take."""
        given = {name: self.cleaned_data[name] for name in self.plain}
        return {**given, **{field: rows.ways() for field, rows in self.rows.items()}}

    @classmethod
    def again(cls, conflict: ChangedMeanwhile, seen: int) -> CustomerForm:
        """The form to decide in: both values of what both changed, and what only others changed as they left it."""
        form = cls({**_as_data(conflict.shown, cls.plain), "seen": seen})
        form.is_valid()
        for field, change in conflict.fields.items():
            words = {"who": change.by, "value": _value_in_words(field, change.after) or "—"}
            remark = _("%(who)s changed this to “%(value)s” meanwhile. Save again to keep what stands here.") % words
            if field in form.rows:
                form.rows[field].remark = remark
            else:
                form.add_error(field, remark)
        return form


class AccountForm(CustomerForm):
    pass


class ContactForm(CustomerForm):
    pass


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


class NewContactForm(WithCompany, ContactForm):
    position = forms.CharField(label=_("Position"), max_length=120, required=False)

    field_order = ("name", "company", "position")

    def values(self) -> dict[str, Any]:
        return {**super().values(), "company": self.company_meant(), "position": self.cleaned_data["position"]}


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


NEW_FORMS: dict[str, type[CustomerForm]] = {Account.kind: AccountForm, Contact.kind: NewContactForm}
FORMS: dict[str, type[CustomerForm]] = {Account.kind: AccountForm, Contact.kind: ContactForm}


def _as_data(values: Mapping[str, Any], plain: Sequence[str]) -> dict[str, Any]:
    """The values as events keep them, as a browser would send them."""
    data: dict[str, Any] = {name: _as_written(name, values[name]) for name in plain}
    for field in ROWS:
        ways = from_words(field, values[field])
        data |= {f"{field}-TOTAL_FORMS": len(ways) + 1, f"{field}-INITIAL_FORMS": 0, f"{field}-default": "0"}
        for number, way in enumerate(ways):
            data |= {f"{field}-{number}-{name}": value for name, value in _as_typed(way).items()}
    return data


def _as_written(name: str, value: Any) -> Any:
    """A field as a person writes it: tags with commas."""
    return ", ".join(value) if name == "tags" else value


def _as_typed(way: Way) -> dict[str, str]:
    """A way as a person writes it: a phone number in groups."""
    typed = {name: value for name, value in vars(way).items() if name != "is_default"}
    return (
        typed | {"number": shown_phone(way.number, current_organization().country)} if isinstance(way, Phone) else typed
    )


def _value_in_words(field: str, value: Any) -> str:
    if field not in WAYS:
        return str(_as_written(field, value))
    return "; ".join(in_one_line(way, current_organization().country) for way in from_words(field, value or ()))
