"""Why a row is not brought in, or a deed on an import refused, in the sentence a person reads."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from atenda.organizations.refusals import Refused

# Of rows: by these names they are kept beside the row, with the words that fill them.
OF_ROWS: dict[str, Any] = {
    "no_name": _("There is no name."),
    "no_customer": _("It does not say whose case it is: a contact, a company, an e-mail or a phone."),
    "no_reference": _("There is neither a reference nor a description."),
    "no_case": _("It does not say of which case it is."),
    "no_body": _("The note is empty."),
    "unknown_case": _("There is no imported case with the number «%(value)s»: import the cases first."),
    "binned_case": _("The case «%(value)s» is in the bin."),
    "unknown_customer": _("No customer fits «%(value)s»."),
    "several_customers": _("Several customers fit «%(value)s»."),
    "unknown_value": _("Say what «%(value)s» means: it is none of the values there are."),
    "no_moment": _("«%(value)s» is no date."),
    "future": _("«%(value)s» lies in the future."),
    "closed_before": _("It was closed before it was created."),
    "no_email": _("«%(value)s» is no e-mail address."),
    "too_long": _("There are more than %(most)s characters."),
    "too_many": _("There are more than %(most)s e-mail addresses or phones."),
    "tax_too_long": _("A tax number has at most 20 characters."),
    "retired_tag": _("The tag «%(value)s» is retired."),
    "twice": _("The number «%(value)s» stands in this file more than once, with different contents."),
    "changed_refused": _("What changed cannot be saved: %(value)s"),
}


def told(name: str, words: dict[str, Any]) -> str:
    """The sentence of a refusal of a row."""
    return str(OF_ROWS.get(name, _("It could not be imported."))) % words


class NothingToUndo(Refused):
    sentence = _("This import can no longer be undone.")


class NotReady(Refused):
    sentence = _("This import is not waiting to be started.")


class ColumnsMissing(Refused):
    """`columns` are the labels, of which one is enough."""

    sentence = _("Say below which column is one of these: %(columns)s.")

    def __init__(self, columns: str) -> None:
        self.columns = columns
        super().__init__(columns)

    def __str__(self) -> str:
        return str(self.sentence) % {"columns": self.columns}
