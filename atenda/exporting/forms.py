"""The form that asks for a file."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.exporting.models import Form


class AskForm(forms.Form):
    """`key` is of this form: sent twice, one file is made."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    form = forms.ChoiceField(
        label=_("Kind of file"),
        choices=[(each.value, each.label) for each in (Form.XLSX, Form.EXCEL, Form.CSV)],
        initial=Form.XLSX,
        help_text=_("For Excel and LibreOffice the workbook is best. Other programs read the last one."),
    )
