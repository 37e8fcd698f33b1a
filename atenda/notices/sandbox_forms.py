"""The form of the sandbox."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.notices.models import Sandbox


class SandboxForm(forms.Form):
    """On or off, and whom mails reach all the same."""

    is_on = forms.BooleanField(label=_("No mail reaches customers"), required=False)
    open_to = forms.CharField(
        label=_("Except these"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Addresses or whole domains of your own, one on each line. Colleagues are written to as ever."),
    )

    @classmethod
    def of(cls, row: Sandbox | None, data: Any = None) -> SandboxForm:
        return cls(data, initial={"is_on": row.is_on, "open_to": "\n".join(row.open_to)} if row else {})

    def clean_open_to(self) -> list[str]:
        return str(self.cleaned_data["open_to"]).replace(",", " ").split()
