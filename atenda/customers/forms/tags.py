"""Forms of the settings page of customers' tags."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from atenda.customers.models import Tag
from atenda.customers.tag_lists import others_in_use
from atenda.customers.tags import LONGEST


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=LONGEST, widget=forms.TextInput({"autocomplete": "off"}))


class ReplacementForm(forms.Form):
    """Which tag is to stand in the place of `tag`."""

    other = forms.ChoiceField(
        label=_("Replace by"),
        error_messages={"invalid_choice": _("Choose another tag, one that is in use.")},
    )

    def __init__(self, tag: Tag, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["other"]
        choices.choices = [("", "—"), *others_in_use(tag)]
