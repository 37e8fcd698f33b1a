"""Files arrive for a mail that is being written."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from atenda.access.abilities import require
from atenda.cases.views.finding import visible_case
from atenda.conversations.enclosing import NotAPicture, pictures_wait_in, waits_in
from atenda.conversations.permissions import may_write_to_customers
from atenda.conversations.views.showing import SHOWN_KINDS, as_picture, file_of
from atenda.files import attaching
from atenda.files.models import Upload
from atenda.files.permissions import may_add_files
from atenda.files.receiving import Received, takes_files
from atenda.files.views.finding import LARGEST_KEY
from atenda.files.views.uploading import answered
from atenda.staff.requests import AtendaRequest


@takes_files(may_add_files)
@require_POST
def reply_uploads(request: AtendaRequest, number: int) -> HttpResponse:
    """A file that waits until the mail is sent."""
    case = visible_case(request, number)
    require(may_write_to_customers(request.actor) and may_add_files(request.actor))
    now, form = timezone.now(), waits_in(case)
    return answered(
        request, lambda file, key: attaching.put_down(file, by=request.actor, now=now, submission=form, key=key)
    )


@takes_files(may_add_files)
@require_POST
def reply_pictures(request: AtendaRequest, number: int) -> HttpResponse:
    """A picture that was put into the words of a mail (B10)."""
    case = visible_case(request, number)
    require(may_write_to_customers(request.actor) and may_add_files(request.actor))
    now, form = timezone.now(), pictures_wait_in(case)

    def keep(file: Received, key: UUID | None) -> Any:
        if file.refusal is None and file.kind not in SHOWN_KINDS:
            raise NotAPicture
        return attaching.put_down(file, by=request.actor, now=now, submission=form, key=key)

    return answered(request, keep)


@require_safe
def reply_picture(request: AtendaRequest, number: int, pk: int) -> HttpResponseBase:
    """One that waits in the words, for whoever put it there."""
    case = visible_case(request, number)
    rows = Upload.objects.select_related("content").filter(agent=request.actor, submission=pictures_wait_in(case))
    found: Upload | None = rows.filter(pk=pk).first() if pk <= LARGEST_KEY else None
    if found is None:
        raise Http404
    require(may_write_to_customers(request.actor))
    return as_picture(*file_of(found.content))
