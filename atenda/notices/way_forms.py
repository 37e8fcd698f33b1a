"""Forms of the own way out of a mailbox."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.mailboxes.models import ImapDoor, Mailbox, SignIn
from atenda.notices.models import Carrier, MailServer, Region, Security


class WayForm(forms.Form):
    """By which server or provider the mails of a mailbox go out. The password is never shown: left empty, the one there
    stays."""

    carrier = forms.ChoiceField(label=_("By what its mails go out"), choices=Carrier.choices, initial=Carrier.SMTP)
    secret = forms.CharField(
        label=_("Password or key"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Of a provider its API key. Left empty, the one that is there stays."),
    )
    host = forms.CharField(
        label=_("Server"), max_length=253, required=False, help_text=_("For example smtp.example.com.")
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=587)
    security = forms.ChoiceField(label=_("Security"), choices=Security.choices, initial=Security.STARTTLS)
    username = forms.CharField(
        label=_("User"), max_length=200, required=False, help_text=_("Mostly the whole address.")
    )
    region = forms.ChoiceField(
        label=_("Region"), choices=Region.choices, required=False, help_text=_("Of Mailgun: where your account is.")
    )
    sign_in = forms.ChoiceField(label=_("How one signs in"), choices=SignIn.choices, initial=SignIn.PASSWORD)
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
    def of(cls, server: MailServer | None, mailbox: Mailbox, address: str, data: Any = None) -> WayForm:
        """Where it has none yet, as its mails are fetched: who signs in there by leave mostly sends so too."""
        names = ("carrier", "region", "host", "port", "security", "username", "sign_in", "client_id", "tenant")
        if server is not None:
            return cls(data, initial={name: getattr(server, name) for name in names}, use_required_attribute=False)
        door = ImapDoor.objects.filter(mailbox=mailbox, ended_at=None).order_by("pk").first()
        initial = {"username": address}
        if door is not None:
            initial |= {name: getattr(door, name) for name in ("username", "sign_in", "client_id", "tenant")}
        return cls(data, initial=initial, use_required_attribute=False)
