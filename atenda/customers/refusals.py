"""Why a deed on a customer is refused, in the sentence a person reads."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from atenda.history.merging import Change
from atenda.organizations.refusals import Refused


class NoName(Refused):
    fields = ("name",)
    sentence = gettext_lazy("Write a name.")


class SeveralSoCalled(Refused):
    fields = ("company",)
    sentence = gettext_lazy("Several accounts have this name. Choose one from the list.")


class MergedMeanwhile(Refused):
    """The record became part of another one since the page was opened."""

    is_conflict = True
    sentence = gettext_lazy("Somebody merged this record into another one meanwhile.")


class CannotMerge(Refused):
    fields = ("other",)
    sentence = gettext_lazy("Choose another record of the same kind: one cannot be merged into itself.")


class ChangedSinceCompared(Refused):
    is_conflict = True
    sentence = gettext_lazy("One of the two changed since you compared them. Look at them again.")


class TooMuchToMerge(Refused):
    """`most` is how many cases, or people, of a record may go along."""

    fields = ("other",)

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most

    def __str__(self) -> str:
        return _(
            "The record that goes has more than %(number)s cases or people. "
            "Exchange the two, so that it is the one that stays."
        ) % {"number": self.most}


class RetiredTag(Refused):
    """`name` is the tag that is offered no more."""

    fields = ("tags",)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return _("The tag “%(name)s” was retired: choose another one.") % {"name": self.name}


class TagIsThere(Refused):
    sentence = gettext_lazy("There is another tag with this name. Replace one by the other instead.")


class SameTag(Refused):
    sentence = gettext_lazy("Choose another tag, one that is in use.")


class WrongTaxNumber(Refused):
    """The number does not fit the rules of its kind. `called` names what was looked for, as NIF or RFC."""

    fields = ("tax_id",)

    def __init__(self, called: str, *, is_like_one: bool, is_too_long: bool = False) -> None:
        super().__init__(called)
        self.called = called
        self.is_like_one = is_like_one
        self.is_too_long = is_too_long

    def __str__(self) -> str:
        if self.is_too_long:
            return _("A tax number has no more than 20 letters and digits.")
        if self.is_like_one:
            return _("The control digit of this tax number does not fit: compare it with the document.")
        if not self.called:
            return _("This is no tax number of that country: compare it with the document.")
        return _("This is no %(kind)s: compare it with the document, or choose another type of number.") % {
            "kind": self.called
        }


class ChangedMeanwhile(Refused):
    """Others changed the same fields to something else since the form was opened; nothing was saved.

    `shown` is what the form should show now: my values where I changed them, everybody else's where I did not.
    """

    is_conflict = True
    sentence = gettext_lazy("Somebody else changed the same fields while you were writing.")

    def __init__(self, fields: Mapping[str, Change], shown: Mapping[str, Any]) -> None:
        super().__init__(", ".join(fields))
        self.fields: Mapping[str, Change] = fields
        self.shown = shown
