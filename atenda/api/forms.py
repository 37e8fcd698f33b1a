"""The form of a new token."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.access.abilities import RoleKind
from atenda.api.models import Scope
from atenda.staff.forms import RoleField

FOR_EVER = "0"
DAYS = (("30", _("In 30 days")), ("90", _("In 90 days")), ("365", _("In a year")), (FOR_EVER, _("Never")))


class IntegrationForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("As it stands in history. For example, Web shop or ERP.")
    )
    role = RoleField(initial=RoleKind.AGENT, help_text=_("What it may do; each of its tokens may be good for less."))


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What it is for. For example, the web shop or a report.")
    )
    days = forms.ChoiceField(label=_("Expires"), choices=DAYS, initial="365")
    scopes = forms.MultipleChoiceField(
        label=_("What it is good for"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing it is good for.")},
    )

    def expires_at(self, now: datetime) -> datetime | None:
        days = self.cleaned_data["days"]
        return None if days == FOR_EVER else now + timedelta(days=int(days))
