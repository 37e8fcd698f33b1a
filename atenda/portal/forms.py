"""What a customer writes on their page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from atenda.notices.filling import CONTROL
from atenda.portal.answering import LONGEST


class AnswerForm(forms.Form):
    """`website` is for programs: no person sees it. With files nothing needs to be written."""

    text = forms.CharField(
        label=_("Your answer"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6})
    )
    website = forms.CharField(required=False, max_length=200)

    def __init__(self, data: Any = None, *, has_files: bool = False) -> None:
        super().__init__(data, auto_id="answer-%s")
        self.has_files = has_files

    def clean_text(self) -> str:
        said: str = CONTROL.sub(" ", self.cleaned_data["text"].replace("\r\n", "\n")).strip()
        if not said and not self.has_files:
            raise ValidationError(_("Write something, or choose a file."))
        return said

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("That looked like a program. Send it once more."))
        return ""
