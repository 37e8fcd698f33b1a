"""Why a deed on a customer is refused, in the sentence a person reads."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from atenda.history.merging import Change


class Refused(Exception):
    """A deed that makes no sense now."""

    sentence = _("This cannot be done.")

    def __str__(self) -> str:
        return str(self.sentence)


class NoName(Refused):
    sentence = _("Write a name.")


class SeveralSoCalled(Refused):
    sentence = _("Several accounts have this name. Choose one from the list.")


class ChangedMeanwhile(Refused):
    """Others changed the same fields to something else since the form was opened; nothing was saved.

    `shown` is what the form should show now: my values where I changed them, everybody else's where I did not.
    """

    sentence = _("Somebody else changed the same fields while you were writing.")

    def __init__(self, fields: Mapping[str, Change], shown: Mapping[str, Any]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields
        self.shown = shown
