"""The whole form of an account or a contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from atenda.customers.forms.company import WithCompany
from atenda.customers.forms.ways import ROWS, as_typed
from atenda.customers.models import Account, Contact, TaxKind
from atenda.customers.naming import clean
from atenda.customers.profile import PLAIN
from atenda.customers.refusals import ChangedMeanwhile, RetiredTag, WrongTaxNumber
from atenda.customers.tags import read_tags
from atenda.customers.time_zones import zone_choices
from atenda.customers.ways import WAYS, from_words, in_one_line
from atenda.organizations.entering import current_organization


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


class NewContactForm(WithCompany, ContactForm):
    position = forms.CharField(label=_("Position"), max_length=120, required=False)

    field_order = ("name", "company", "position")

    def values(self) -> dict[str, Any]:
        return {**super().values(), "company": self.company_meant(), "position": self.cleaned_data["position"]}


NEW_FORMS: dict[str, type[CustomerForm]] = {Account.kind: AccountForm, Contact.kind: NewContactForm}
FORMS: dict[str, type[CustomerForm]] = {Account.kind: AccountForm, Contact.kind: ContactForm}


def _as_data(values: Mapping[str, Any], plain: Sequence[str]) -> dict[str, Any]:
    """The values as events keep them, as a browser would send them."""
    data: dict[str, Any] = {name: _as_written(name, values[name]) for name in plain}
    for field in ROWS:
        ways = from_words(field, values[field])
        data |= {f"{field}-TOTAL_FORMS": len(ways) + 1, f"{field}-INITIAL_FORMS": 0, f"{field}-default": "0"}
        for number, way in enumerate(ways):
            data |= {f"{field}-{number}-{name}": value for name, value in as_typed(way).items()}
    return data


def _as_written(name: str, value: Any) -> Any:
    """A field as a person writes it: tags with commas."""
    return ", ".join(value) if name == "tags" else value


def _value_in_words(field: str, value: Any) -> str:
    if field not in WAYS:
        return str(_as_written(field, value))
    return "; ".join(in_one_line(way, current_organization().country) for way in from_words(field, value or ()))
