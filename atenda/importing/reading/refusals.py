"""Why a file cannot be read, in the sentence a person reads beside the field."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

LARGEST_FILE = 1_000_000_000  # bytes
LARGEST_UNPACKED = 4_000_000_000  # what the parts of a spreadsheet come to
MOST_COLUMNS = 250
MOST_ROWS = 1_048_576
LONGEST_CELL = 200_000  # characters


class CannotRead(Exception):
    """`words` fill the sentence; in the database stands the name of the class with them."""

    sentence: Any = _("The file cannot be read.")

    def __init__(self, **words: Any) -> None:
        super().__init__()
        self.words = words

    def __str__(self) -> str:
        return str(self.sentence) % self.words


class Empty(CannotRead):
    sentence = _("There are no rows in the file: its first line must name the columns, and the rows follow.")


class TooLarge(CannotRead):
    sentence = _("The file is larger than %(largest)s MB. Part it into several and import one after the other.")


class OldSpreadsheet(CannotRead):
    sentence = _("This is a spreadsheet in the old format (.xls). Open it and save it as .xlsx or as CSV.")


class Protected(CannotRead):
    sentence = _("This spreadsheet is protected by a password. Save it without one, or as CSV.")


class OpenDocument(CannotRead):
    sentence = _("This is a spreadsheet in the OpenDocument format. Save it as .xlsx or as CSV.")


class NotATable(CannotRead):
    sentence = _("This is not a CSV file and not an Excel spreadsheet, whatever its name says.")


class Damaged(CannotRead):
    sentence = _("The spreadsheet is damaged: it cannot be opened. Save it again, or as CSV.")


class Bomb(CannotRead):
    sentence = _("Unpacked, this spreadsheet would be too large to be safe. Save what is to be imported as CSV.")


class NoSuchSheet(CannotRead):
    sentence = _("The spreadsheet has no sheet called «%(sheet)s».")


class TooManyColumns(CannotRead):
    sentence = _("There are %(number)s columns; at most %(most)s are read. Leave out those that are not needed.")


class TooManyRows(CannotRead):
    sentence = _("There are more than %(most)s rows. Part the file into several and import one after the other.")


class CellTooLong(CannotRead):
    sentence = _(
        "From line %(line)s on a cell has more than %(most)s characters: most likely a quotation mark is opened there "
        "and not closed."
    )


class WrongEncoding(CannotRead):
    sentence = _("From line %(line)s on the file is not written in %(encoding)s. Choose another encoding.")


class Gone(CannotRead):
    sentence = _("The file is no longer kept. Send it again.")


NAMED: dict[str, type[CannotRead]] = {each.__name__: each for each in CannotRead.__subclasses__()}


def kept(refusal: CannotRead) -> str:
    """As a column keeps it, to be told in whatever language."""
    return json.dumps([type(refusal).__name__, refusal.words])


def told(reason: str) -> str:
    name, words = json.loads(reason) if reason.startswith("[") else ("", {})
    return str(NAMED.get(name, CannotRead)(**words))
