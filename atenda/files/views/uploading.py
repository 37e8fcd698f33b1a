"""Files arrive: for a case at once, or for a note or a case that is still a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from atenda.access.abilities import require
from atenda.cases.permissions import may_open_cases
from atenda.cases.views.finding import visible_case
from atenda.files import attaching
from atenda.files.models import Upload
from atenda.files.permissions import may_add_files
from atenda.files.receiving import Received, received, takes_files
from atenda.files.refusals import FileRefused, NoFile
from atenda.files.views.finding import LARGEST_KEY
from atenda.staff.requests import AtendaRequest

Keep = Callable[[Received, UUID | None], Any]


@takes_files(may_add_files)
@require_POST
def for_note(request: AtendaRequest, number: int) -> HttpResponse:
    """A file that waits until the note is saved."""
    case = visible_case(request, number)
    require(may_add_files(request.actor))
    now = timezone.now()
    return answered(request, lambda file, key: attaching.put_down(file, by=request.actor, now=now, case=case, key=key))


@takes_files(may_add_files)
@require_POST
def for_new_case(request: AtendaRequest, submission: UUID) -> HttpResponse:
    """A file that waits until the case is created."""
    require(may_open_cases(request.actor) and may_add_files(request.actor))
    now = timezone.now()
    return answered(
        request, lambda file, key: attaching.put_down(file, by=request.actor, now=now, submission=submission, key=key)
    )


@require_POST
def removal(request: AtendaRequest, pk: int) -> HttpResponse:
    """Take one's own file out of the form it waits in."""
    require(may_add_files(request.actor))
    upload = Upload.objects.filter(agent=request.actor, pk=pk).first() if pk <= LARGEST_KEY else None
    if upload is None:
        raise Http404
    attaching.discard(upload)
    return HttpResponse(status=204)


def answered(request: AtendaRequest, keep: Keep) -> JsonResponse:
    """Keep what came and say what it is called now, or in a sentence why it was refused."""
    try:
        kept = keep_all(request, keep)
    except FileRefused as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=refusal.status, headers={"Retry-After": "3"})
    return JsonResponse({"files": [{"id": each.pk, "name": each.name} for each in kept]}, status=201)


def keep_all(request: AtendaRequest, keep: Keep) -> list[Any]:
    """Every file of the request, in its order. Those before a refused one are kept. Raises what refused it."""
    files = received(request)
    if not files:
        raise NoFile
    key = _key(request) if len(files) == 1 else None
    return [keep(file, key) for file in files]


def _key(request: AtendaRequest) -> UUID | None:
    """What the page called this sending, so that trying again is not sending twice."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None
