"""The files of a form that is being saved: those that waited for it, and those sent with it, as without scripts."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from atenda.cases.models import Case
from atenda.files import attaching
from atenda.files.limits import MOST_AT_ONCE
from atenda.files.models import Upload
from atenda.files.permissions import may_add_files
from atenda.files.receiving import received
from atenda.files.refusals import NotHere
from atenda.staff.requests import AtendaRequest


def files_of_form(request: AtendaRequest, *, case: Case | None = None, submission: UUID | None = None) -> list[Upload]:
    """In the order sent. What comes with the form waits from now on, so that a refused form loses none of it.

    Raises a refusal of files.
    """
    if not may_add_files(request.actor):
        return []
    if case is None and submission is None:
        raise NotHere
    with_it = [
        attaching.put_down(file, by=request.actor, now=timezone.now(), case=case, submission=submission)
        for file in received(request)
    ]
    ids = [*_numbers(request.POST.getlist("files")), *(upload.pk for upload in with_it)]
    return attaching.uploads_of(ids, by=request.actor, case=case, submission=submission)


def _numbers(given: list[str]) -> list[int]:
    if len(given) > MOST_AT_ONCE or not all(word.isdecimal() and len(word) < 19 for word in given):
        raise NotHere
    return [int(word) for word in given]
