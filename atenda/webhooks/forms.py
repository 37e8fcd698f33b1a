"""Forms of webhooks: what an endpoint is told, and since when to send again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.server.outbound_http import LONGEST_URL
from atenda.webhooks.managing import FIELDS
from atenda.webhooks.models import Endpoint
from atenda.webhooks.published import KINDS

SINCE = {
    1: _("the last hour"),
    24: _("the last 24 hours"),
    24 * 7: _("the last 7 days"),
    24 * 30: _("the last 30 days"),
}


class EndpointForm(forms.Form):
    """Where to, of what, and how much."""

    url = forms.CharField(
        label=_("Address"),
        max_length=LONGEST_URL,
        widget=forms.URLInput(attrs={"autocomplete": "off", "inputmode": "url"}),
        help_text=_("For example https://shop.example/in. What happens is sent there by POST, signed."),
    )
    description = forms.CharField(
        label=_("What it is for"), max_length=200, required=False, help_text=_("For example: orders of the shop.")
    )
    kinds = forms.MultipleChoiceField(
        label=_("What it is told"),
        choices=list(KINDS.items()),
        error_messages={"required": _("Choose at least one thing it is told.")},
    )
    is_full = forms.ChoiceField(
        label=_("How much it is told"),
        choices=[
            ("", _("Which case or customer, and which fields: it asks us for the rest")),
            ("1", _("All of the case or customer, with what people wrote and personal data")),
        ],
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )
    hears_quiet = forms.BooleanField(
        label=_("Also what was saved without telling anybody, and what is imported"), required=False
    )

    @classmethod
    def of(cls, endpoint: Endpoint | None, data: Any = None) -> EndpointForm:
        initial = {name: getattr(endpoint, name) for name in FIELDS} if endpoint else {}
        if endpoint:
            initial["is_full"] = "1" if endpoint.is_full else ""
        return cls(data, initial=initial)

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        return url

    def clean_is_full(self) -> bool:
        return bool(self.cleaned_data["is_full"])

    @property
    def chosen(self) -> set[str]:
        return set(self["kinds"].value() or ())


class SinceForm(forms.Form):
    """How far back."""

    hours = forms.TypedChoiceField(
        label=_("Since when"), coerce=int, choices=[(str(hours), says) for hours, says in SINCE.items()], initial="24"
    )

    def ago(self) -> timedelta:
        return timedelta(hours=self.cleaned_data["hours"])
