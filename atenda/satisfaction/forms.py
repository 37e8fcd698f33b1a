"""What a customer says, and when they are asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.cases import catalogue
from atenda.notices.filling import CONTROL
from atenda.satisfaction.models import Policy
from atenda.satisfaction.policy import as_values


class RatingForm(forms.Form):
    mark = forms.IntegerField(min_value=1, max_value=5)
    comment = forms.CharField(required=False, max_length=2_000)

    def clean_comment(self) -> str:
        return CONTROL.sub(" ", self.cleaned_data["comment"].replace("\r\n", "\n")).strip()


class PolicyForm(forms.Form):
    """When customers are asked how it went."""

    is_on = forms.BooleanField(
        label=_("Ask customers how it went"),
        required=False,
        help_text=_("By mail, in their language, about cases that are closed from then on. Cancelled ones are not."),
    )
    hours = forms.IntegerField(label=_("Hours after closing"), min_value=0, max_value=720)
    days_between = forms.IntegerField(
        label=_("Days between two questions to the same person"), min_value=0, max_value=365
    )
    days_valid = forms.IntegerField(label=_("Days they have to answer"), min_value=1, max_value=90)
    faces = forms.TypedChoiceField(
        label=_("Faces"), coerce=int, choices=[(5, _("Five")), (3, _("Three"))], widget=forms.RadioSelect
    )
    except_reasons = forms.TypedMultipleChoiceField(
        label=_("Not asked about cases closed for"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For example, duplicates."),
    )
    bad_tag = forms.CharField(
        label=_("Tag for cases with a bad mark"), required=False, max_length=60, help_text=_("Empty: no tag.")
    )
    tells_supervisors = forms.BooleanField(
        label=_("Tell supervisors and administrators of a bad mark"),
        required=False,
        help_text=_("By the bell and by mail, those who may see the case."),
    )

    def __init__(self, data: Any = None, *, held: Policy) -> None:
        super().__init__(data, initial=as_values(held))
        reasons = catalogue.closing_reasons().values()
        choices = [(reason.id, str(reason)) for reason in reasons if not reason.is_retired]
        self.fields["except_reasons"].choices = choices  # type: ignore[attr-defined]
