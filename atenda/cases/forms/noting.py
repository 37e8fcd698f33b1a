"""The form of an internal note."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class WordsForm(forms.Form):
    """The words of a note."""

    body = forms.CharField(
        label=_("Internal note"),
        max_length=50_000,
        widget=forms.Textarea(
            attrs={
                "rows": 3,
                "placeholder": _("Only your colleagues see it."),
            }
        ),
    )


class NoteForm(WordsForm):
    """A new note: it may tell of speaking with the customer."""

    spoken = forms.BooleanField(label=_("I spoke with the customer"), required=False)
