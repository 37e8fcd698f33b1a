"""A day and an hour in a form, as the clock on the wall says it where the reader is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

WRITTEN = "%Y-%m-%dT%H:%M"
FIRST, LAST = 1970, 2199  # years


class MomentField(forms.Field):
    """Cleans to the moment, in universal time. What was shown and comes back unchanged is the same moment still.

    An hour that a clock put forward leaves out is the one it then shows; one that comes twice is the first (B68).
    """

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WRITTEN)

    def __init__(self, **kwargs: Any) -> None:
        self.current: datetime | None = None
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(timezone.get_current_timezone()) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        text = str(value or "").strip()
        if not text:
            return None
        if self.current and text == self._written(self.current):
            return self.current
        try:
            typed = datetime.fromisoformat(text)
        except ValueError:
            raise ValidationError(_("Write a day and an hour: 22/11/2026 14:05."), code="moment") from None
        if not FIRST <= typed.year <= LAST:
            raise ValidationError(_("This day is too far away."), code="far")
        here = typed if typed.tzinfo else typed.replace(tzinfo=timezone.get_current_timezone())
        return here.astimezone(UTC)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True

    def _written(self, moment: datetime) -> str:
        return moment.astimezone(timezone.get_current_timezone()).strftime(WRITTEN)
