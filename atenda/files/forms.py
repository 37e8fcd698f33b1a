"""The forms of files: what the review found."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.files.models import Review


class ReviewForm(forms.Form):
    error_css_class = "refused"

    review = forms.ChoiceField(label=_("Review"), choices=Review.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed when the file is rejected: what is wrong with it."),
    )
