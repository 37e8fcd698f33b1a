"""The form of a merging; which cases, says the address."""

from __future__ import annotations

from django import forms


class MergingForm(forms.Form):
    """`understood` is asked for only where customers differ."""

    understood = forms.BooleanField(required=False)
