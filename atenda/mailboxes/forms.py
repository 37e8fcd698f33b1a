"""Forms of mailboxes: what one is, where its mail is fetched, and what of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from atenda.cases import catalogue
from atenda.cases.fields import PicklistField
from atenda.cases.forms.case import CaseForm
from atenda.cases.models import CaseType, Category, Priority, Source
from atenda.mailboxes.managing import KNOWN, PLAIN, addresses_of
from atenda.mailboxes.models import ImapDoor, Mailbox, NewSenders, Security, SignIn
from atenda.mailboxes.refusals import NoServerName
from atenda.mailboxes.server_names import server_name
from atenda.organizations.entering import current_organization
from atenda.staff.choices import AgentField, TeamField

MOST_LINES = 50


class LinesField(forms.CharField):
    """Several things, one on each line; cleans to the list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        lines = [word.lower() for word in super().clean(value).replace(",", " ").split()]
        if len(lines) > MOST_LINES:
            raise ValidationError(_("There may be fifty at the most."))
        return list(dict.fromkeys(lines))


class AddressesField(LinesField):
    def clean(self, value: Any) -> Any:
        addresses = super().clean(value)
        for address in addresses:
            try:
                validate_email(address)
            except ValidationError as error:
                raise ValidationError(_("This is no e-mail address: %(it)s") % {"it": address}) from error
        return addresses


class MailboxForm(CaseForm):
    """What a mailbox is, and what a mail to it becomes at first."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("For example: Support."))
    address = forms.EmailField(label=_("E-mail"), max_length=254, help_text=_("The address customers write to."))
    aliases = AddressesField(
        label=_("Other addresses"), help_text=_("Others that lead to the same mailbox, one on each line.")
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, help_text=_("In which its automatic mails are written.")
    )
    team = TeamField(label=_("Team"), required=False)
    responsible = AgentField(label=_("Responsible"), required=False)
    type = PicklistField(CaseType, catalogue.types, label=_("Type"), required=False)
    category = PicklistField(Category, catalogue.categories, label=_("Category"), required=False)
    priority = PicklistField(Priority, catalogue.priorities, label=_("Priority"), required=False)
    new_senders = forms.ChoiceField(
        label=_("Who writes for the first time"),
        choices=[("", _("As for all mailboxes")), *NewSenders.choices],
        required=False,
    )
    source = PicklistField(Source, catalogue.sources, label=_("Source"), required=False)
    trusted = LinesField(
        label=_("Servers whose findings are trusted"),
        help_text=_(
            "The name with which your mail server begins “Authentication-Results”, for example mx.example.com. "
            "Left empty, what other servers found of a sender counts for nothing."
        ),
    )

    @classmethod
    def of(cls, mailbox: Mailbox | None, data: Any = None) -> MailboxForm:
        if mailbox is None:
            keyed = catalogue.source_keyed("email")
            source = keyed.id if keyed else None
            return cls(data, initial={"language": current_organization().language, "source": source})
        address, *aliases = addresses_of(mailbox) or [""]
        initial = {name: getattr(mailbox, f"{name}_id") for name in KNOWN}
        initial |= {name: getattr(mailbox, name) for name in PLAIN}
        return cls(data, initial={**initial, "address": address, "aliases": aliases})


class ServerForm(forms.Form):
    """Where mail is fetched. The password is never shown: left empty, the one there stays."""

    sign_in = forms.ChoiceField(label=_("How one signs in"), choices=SignIn.choices, initial=SignIn.PASSWORD)
    host = forms.CharField(label=_("Server"), max_length=253, help_text=_("For example imap.example.com."))
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=993)
    security = forms.ChoiceField(label=_("Security"), choices=Security.choices, initial=Security.TLS)
    username = forms.CharField(label=_("User"), max_length=254, help_text=_("Mostly the whole address."))
    secret = forms.CharField(
        label=_("Password"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    client_id = forms.CharField(label=_("Client id"), max_length=200, required=False)
    client_secret = forms.CharField(
        label=_("Client secret"),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    tenant = forms.CharField(
        label=_("Tenant"),
        max_length=120,
        required=False,
        help_text=_("Of Microsoft 365: the directory (tenant) id, or its domain."),
    )

    @classmethod
    def of(cls, door: ImapDoor | None, data: Any = None, *, address: str = "") -> ServerForm:
        names = ("sign_in", "host", "port", "security", "username", "client_id", "tenant")
        initial = {name: getattr(door, name) for name in names} if door else {"username": address}
        form = cls(data, initial=initial, use_required_attribute=False)
        form.fields["secret"].required = door is None and form["sign_in"].value() == SignIn.PASSWORD
        if door:
            form.fields["secret"].help_text = _("Leave it empty to keep the one that is there.")
            form.fields["client_secret"].help_text = _("Leave it empty to keep the one that is there.")
        return form

    def clean_host(self) -> str:
        try:
            return server_name(self.cleaned_data["host"])
        except NoServerName as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean_tenant(self) -> str:
        tenant: str = self.cleaned_data["tenant"].strip()
        if any(not (sign.isalnum() or sign in ".-") for sign in tenant):
            raise ValidationError(_("Write the id or the domain alone."))
        return tenant

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("sign_in") not in (None, SignIn.PASSWORD) and not cleaned.get("client_id"):
            self.add_error("client_id", _("Write what the provider gave you for Atenda."))
        return cleaned


class FoldersForm(forms.Form):
    """What is fetched of what is there."""

    folders = forms.MultipleChoiceField(
        label=_("Folders"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one folder.")},
    )
    since = forms.DateField(
        label=_("From this day on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("What came before stays where it is."),
    )
    marks_seen = forms.BooleanField(label=_("Mark as read on the server what was fetched"), required=False)

    @classmethod
    def of(cls, door: ImapDoor, there: Sequence[str], data: Any = None) -> FoldersForm:
        inbox = [name for name in there if name.upper() == "INBOX"]
        form = cls(data, initial={"folders": door.folders or inbox, "since": door.since, "marks_seen": door.marks_seen})
        gone = [name for name in door.folders if name not in there]
        choices: list[tuple[str, Any]] = [(name, called(name)) for name in there if len(name) <= 200]
        form.fields["folders"].choices = choices + [  # type: ignore[attr-defined]
            (name, _("%(folder)s (not there any more)") % {"folder": name}) for name in gone
        ]
        return form


def called(folder: str) -> Any:
    """The inbox has the same name on every server."""
    return _("Inbox") if folder.upper() == "INBOX" else folder
