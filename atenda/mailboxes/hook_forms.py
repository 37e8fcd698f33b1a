"""Forms of providers that bring mails by webhook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.mailboxes.hooks import LONGEST_KEY
from atenda.mailboxes.providers import Provider


class KeyForm(forms.Form):
    """What a provider signs with. Of the others nothing is asked."""

    key = forms.CharField(
        label=_("signing key"),
        required=False,
        max_length=LONGEST_KEY,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Only for Mailgun and Mandrill: you find it on their pages about webhooks."),
    )


class HookForm(KeyForm):
    provider = forms.ChoiceField(label=_("provider"), choices=Provider.choices)

    field_order: Any = ["provider", "key"]
