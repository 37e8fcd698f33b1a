"""The form that has a domain looked at."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SelectorsForm(forms.Form):
    """Under which names its DKIM keys stand, where whoever sends has said so."""

    selectors = forms.CharField(
        label=_("DKIM selectors"),
        required=False,
        max_length=300,
        help_text=_("If whoever sends your mail told you any: with spaces between. The usual ones are tried anyway."),
    )
