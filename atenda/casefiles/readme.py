"""What stands in LEEME.txt: what each file is, what it proves and what it cannot prove."""

from __future__ import annotations

from django.utils.translation import gettext as _

from atenda.casefiles.drawing import hash_of_last, left_out
from atenda.casefiles.gathering import CaseFile
from atenda.ui.times import in_words

WIDE = "\n\n"


def readme(file: CaseFile) -> str:
    """In the language of whoever made it."""
    said = [
        _("Case file of case %(number)s of %(organization)s")
        % {"number": file.case.folio, "organization": file.organization.name},
        _("Made by %(name)s on %(day)s.") % {"name": file.by.name, "day": in_words(file.now)},
        *left_out(file),
        *_held_back(file),
        "\n".join(
            [
                "case.pdf       " + _("The case to read and to print (PDF/A)."),
                "case.json      " + _("The same for programs, with every event of its history."),
                "files/         " + _("The files of the case, as they came."),
                "manifest.json  " + _("The SHA-256 of each file."),
                "verify.py      " + _("Checks all this without network."),
            ]
        ),
        _("To check it, unpack it and run, with Python 3.8 or later:"),
        "    python3 verify.py",
        hash_of_last(file),
        _(
            "It shows whether any file or event was changed, taken out or put in. It cannot show by itself whether "
            "events were cut off at the end, or whether everything was made anew: for that, compare the hash of the "
            "last event with one kept elsewhere, or ask the desk it came from (atenda verify --here)."
        ),
    ]
    return WIDE.join(said) + "\n"


def _held_back(file: CaseFile) -> list[str]:
    names = [one.name for one in file.files if not one.is_packed]
    return [_("Not included: %(names)s") % {"names": ", ".join(names)}] if names else []
