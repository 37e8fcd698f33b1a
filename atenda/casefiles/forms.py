"""What of a case is taken away."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.casefiles.shapes import Shape


class DownloadForm(forms.Form):
    form = forms.ChoiceField(label=_("What to download"), choices=Shape.choices, initial=Shape.ZIP)
    notes = forms.BooleanField(
        label=_("With the internal notes and their files"),
        help_text=_("Leave them out when it goes to a customer or to a third party."),
        required=False,
        initial=True,
    )
