"""The form that releases a restored copy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from atenda.ui.moments import MomentField


class Choice(models.TextChoices):
    NEWER = "newer", _("Drop what is older, and send the rest")
    ALL = "all", _("Send all of it")


class ReleaseForm(forms.Form):
    """What of all that waits shall go out."""

    what = forms.ChoiceField(label=_("What waits to go out"), choices=Choice.choices, initial=Choice.NEWER)
    before = MomentField(
        label=_("Older than"),
        required=False,
        help_text=_("At first, the moment of the backup: what had been written by then has most likely been sent."),
    )

    def __init__(self, *args: Any, backup_at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        moment = self.fields["before"]
        assert isinstance(moment, MomentField)
        moment.current = moment.initial = backup_at

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("what") == Choice.NEWER and not given.get("before") and "before" not in self.errors:
            self.add_error("before", ValidationError(_("Say how old, or send all of it.")))
        return given

    @property
    def drop_before(self) -> datetime | None:
        return self.cleaned_data["before"] if self.cleaned_data["what"] == Choice.NEWER else None
