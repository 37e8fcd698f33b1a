"""The files of a mail that is being written: where they wait, and whether it can carry them (U22)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid5

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from atenda.cases.models import Case
from atenda.files.limits import MB
from atenda.files.models import Scan, Upload
from atenda.files.refusals import FileRefused

LARGEST_MAIL = 20 * MB  # all its files, before they are written in letters, which makes a third more of them
NAMESPACE = UUID("5f0c9f0e-6f0b-4f43-9d0c-3a4f8a5f7d11")


class TooMuchForAMail(FileRefused):
    sentence = format_lazy(_("A mail carries {largest} MB of files at most."), largest=LARGEST_MAIL // MB)
    fields = ("files",)


class StillChecked(FileRefused):
    fields = ("files",)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.sentence = format_lazy(
            _("“{name}” is still being checked for viruses. Send the mail again in a moment."), name=name
        )


class Infected(FileRefused):
    fields = ("files",)

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.sentence = format_lazy(_("“{name}” contains a virus and goes to nobody. Take it out."), name=name)


def waits_in(case: Case) -> UUID:
    """What the form of a mail from this case is called: files sent for it wait under this name, each behind whoever
    sent it, apart from those of a note that is being written on the same case."""
    return uuid5(NAMESPACE, f"{case.organization_id}/{case.pk}")


def check_files(files: Sequence[Upload]) -> None:
    """Raises TooMuchForAMail, StillChecked, Infected."""
    for upload in files:
        if upload.content.scan == Scan.INFECTED:
            raise Infected(upload.name)
        if upload.content.scan == Scan.WAITING:
            raise StillChecked(upload.name)
    if sum(upload.content.size for upload in files) > LARGEST_MAIL:
        raise TooMuchForAMail
