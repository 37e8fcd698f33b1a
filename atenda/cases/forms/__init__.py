"""Forms of a case: to open one, to change how it stands and what it is about, to end it, to write a note."""

from atenda.cases.forms.case import CaseForm
from atenda.cases.forms.closing import CancellingForm, ClosingForm, EndingForm
from atenda.cases.forms.matter import MatterForm
from atenda.cases.forms.noting import NoteForm, WordsForm
from atenda.cases.forms.opening import OpeningForm
from atenda.cases.forms.standing import SeenForm, StandingForm

__all__ = [
    "CancellingForm",
    "CaseForm",
    "ClosingForm",
    "EndingForm",
    "MatterForm",
    "NoteForm",
    "OpeningForm",
    "SeenForm",
    "StandingForm",
    "WordsForm",
]
