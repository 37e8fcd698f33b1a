"""Why a file is refused, in the sentence a person reads."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from atenda.files.limits import LARGEST_FILE, LARGEST_REQUEST, MB
from atenda.organizations.refusals import Refused


class FileRefused(Refused):
    """A deed on files that makes no sense."""


class NoFile(FileRefused):
    sentence = _("Choose a file.")


class EmptyFile(FileRefused):
    sentence = _("The file is empty.")


class TooLarge(FileRefused):
    status = 413

    def __init__(self, largest: int = LARGEST_FILE) -> None:
        super().__init__()
        self.sentence = format_lazy(_("The file is larger than {largest} MB."), largest=largest // MB)


class TooMuch(FileRefused):
    status = 413

    def __init__(self, largest: int = LARGEST_REQUEST) -> None:
        super().__init__()
        self.sentence = format_lazy(_("Send at most {largest} MB at once."), largest=largest // MB)


class Program(FileRefused):
    sentence = _("Programs are not kept here. If it is needed, put it into an archive with a password.")


class Busy(FileRefused):
    sentence = _("Many files are arriving just now. Try again in a moment.")
    status = 503


class NoRoom(FileRefused):
    sentence = _("There is no room left to keep files. Tell whoever looks after Atenda.")
    status = 507


class NeedsReason(FileRefused):
    sentence = _("Say why the file is rejected.")


class PartOfAMail(FileRefused):
    sentence = _("A mail that has not left yet carries this file. Take the mail back first.")


class NotHere(FileRefused):
    sentence = _("A file of this form is no longer there. Send it again.")
