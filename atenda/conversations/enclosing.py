"""The files of a mail that is being written: where they wait, and whether it can carry them (U22)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid5

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from atenda.cases.models import Case
from atenda.conversations.rich import Picture, pictures_in, tidy, words_of
from atenda.conversations.wording_html import as_html
from atenda.files.limits import MB
from atenda.files.models import Attachment, Scan, Upload
from atenda.files.refusals import FileRefused
from atenda.staff.models import Agent

LARGEST_MAIL = 20 * MB  # all its files, before they are written in letters, which makes a third more of them
NAMESPACE = UUID("5f0c9f0e-6f0b-4f43-9d0c-3a4f8a5f7d11")


class TooMuchForAMail(FileRefused):
    sentence = format_lazy(_("A mail carries {largest} MB of files at most."), largest=LARGEST_MAIL // MB)
    fields = ("files",)


class NotAPicture(FileRefused):
    sentence = _("This is no picture that mails show: PNG, JPEG, GIF or WebP.")


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


def waits_aside_in(case: Case) -> UUID:
    """The same of a mail to a third party: what waits for the customer never goes to them, nor the other way."""
    return uuid5(NAMESPACE, f"{case.organization_id}/{case.pk}/aside")


def pictures_wait_in(case: Case) -> UUID:
    """Apart from the files beside the words: what is taken out of the words again goes with nothing."""
    return uuid5(NAMESPACE, f"{case.organization_id}/{case.pk}/pictures")


def pictures_of(html: str, case: Case, *, by: Agent) -> list[Upload]:
    """The pictures that these words show, of one's own that wait for a mail from this case."""
    numbers = pictures_in(html) if html else []
    if not numbers:
        return []
    rows = Upload.objects.select_related("content").filter(agent=by, submission=pictures_wait_in(case))
    return list(rows.filter(pk__in=numbers).order_by("pk"))


def cid_of(upload: Upload) -> str:
    """What a mail calls the picture in its words (RFC 2392)."""
    return f"{upload.key.hex}@atenda"


def worded(text: str, html: str, pictures: Sequence[Upload]) -> tuple[str, str]:
    """The words as they are kept and sent, plain and with form; without any form, as they were typed."""
    known = {upload.pk: Picture(cid_of(upload), upload.name) for upload in pictures}
    kept = tidy(html, known) if html else ""
    words = words_of(kept)
    return (words, kept) if words.strip() else (text, as_html(text))


def check_files(files: Sequence[Upload | Attachment]) -> None:
    """Raises TooMuchForAMail, StillChecked, Infected."""
    for upload in files:
        if upload.content.scan == Scan.INFECTED:
            raise Infected(upload.name)
        if upload.content.scan == Scan.WAITING:
            raise StillChecked(upload.name)
    if sum(upload.content.size for upload in files) > LARGEST_MAIL:
        raise TooMuchForAMail
