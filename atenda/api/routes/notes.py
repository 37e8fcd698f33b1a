"""Notes of a case, and its timeline."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging
from atenda.api.answers import said
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.problems import Fault, Problem
from atenda.api.requests import ApiRequest
from atenda.api.routes.doing import UNDO, deed_on, shown, undo_of
from atenda.api.shapes import LARGEST_ID
from atenda.api.shapes.cases import CaseWhole
from atenda.api.shapes.deeds import Splitting
from atenda.api.shapes.notes import EntryPage, NoteIn, NoteOut, NotePage, NoteWords, entry, note
from atenda.cases.models import Case
from atenda.cases.permissions import may_note_cases
from atenda.cases.views.finding import visible_case
from atenda.conversations import amending, noting
from atenda.conversations.events import NOTE_SPLIT
from atenda.conversations.models import Note
from atenda.conversations.splitting import may_split, split
from atenda.conversations.timeline import timeline
from atenda.conversations.timeline_rows import Showing
from atenda.files.attaching import uploads_of
from atenda.history.deeds import one_deed
from atenda.history.merging import last_seq

SHOW = {
    "in": "query",
    "name": "show",
    "required": False,
    "description": "What of the timeline; everything when it is not said.",
    "schema": {"type": "string", "enum": Showing.values},
}

router = Router()


@router.get(
    "cases/{int:folio}/timeline/",
    response=EntryPage,
    summary=gettext_noop("The timeline of a case"),
    openapi_extra={"parameters": [SHOW, *paging.PARAMETERS]},
)
@needs(Scope.CASES_READ)
def list_timeline(request: ApiRequest, folio: int) -> HttpResponse:
    """Notes and changes, the newest first, each with the sentence people read."""
    case = visible_case(request, folio)
    paging.known_parameters(request, "show", "limit", "cursor")
    show = request.GET.get("show", Showing.ALL.value)
    if show not in Showing.values:
        message = _("It must be one of: {expected}.").format(expected=", ".join(Showing.values))
        raise Problem("invalid", message, [Fault("not-one-of", message, parameter="show")])
    kind = f"timeline.{case.pk}.{show}"
    size, before = paging.limit_of(request), int(paging.cursor_of(request, kind) or 0)
    told = timeline(case, reader=request.actor, now=request.now, before=before, showing=Showing(show), size=size)
    ids = [each.note for each in told.entries if each.note]
    notes = {written.pk: written for written in Note.objects.filter(pk__in=ids)} if ids else {}
    items = [entry(each, notes) for each in told.entries]
    return paging.page(request, items, kind=kind, end=str(told.older or ""))


@router.get(
    "cases/{int:folio}/notes/",
    response=NotePage,
    summary=gettext_noop("The notes of a case"),
    openapi_extra={"parameters": paging.PARAMETERS},
)
@needs(Scope.CASES_READ)
def list_notes(request: ApiRequest, folio: int) -> HttpResponse:
    """Internal notes that nobody removed, the newest first."""
    case = visible_case(request, folio)
    paging.known_parameters(request, "limit", "cursor")
    kind = f"notes.{case.pk}"
    size, before = paging.limit_of(request), paging.cursor_of(request, kind)
    rows = Note.objects.filter(case=case, removed_at=None).order_by("-pk")
    found: list[Any] = list((rows.filter(pk__lt=int(before)) if before else rows)[: size + 1])
    end = str(found[size - 1].pk) if len(found) > size else ""
    return paging.page(request, [note(each) for each in found[:size]], kind=kind, end=end)


@router.post("cases/{int:folio}/notes/", response={201: NoteOut}, summary=gettext_noop("Write a note"))
@needs(Scope.CASES_WRITE)
def write_note(request: ApiRequest, folio: int, given: NoteIn) -> HttpResponse:
    """That only colleagues see. Finished cases take notes too."""
    case = visible_case(request, folio)
    require(may_note_cases(request.actor))
    files = uploads_of(given.files, by=request.actor, case=case)
    with deed_on(request, case, quietly=given.quietly) as done:
        written = noting.note(
            case,
            body=given.body,
            spoken=given.spoken,
            talk=given.talk or "",
            minutes=given.minutes,
            outcome=given.outcome or "",
            by=request.actor,
            now=request.now,
            files=files,
        )
    headers = {"Location": f"/api/v1/cases/{folio}/notes/{written.pk}/", **undo_of(request, done)}
    return said(note(written), 201, headers)


@router.get("cases/{int:folio}/notes/{int:pk}/", response=NoteOut, summary=gettext_noop("One note"))
@needs(Scope.CASES_READ)
def get_note(request: ApiRequest, folio: int, pk: int) -> HttpResponse:
    """As it reads now."""
    return said(note(_note(request, folio, pk)[1]))


@router.patch("cases/{int:folio}/notes/{int:pk}/", response=NoteOut, summary=gettext_noop("Change a note"))
@needs(Scope.CASES_WRITE)
def edit_note(request: ApiRequest, folio: int, pk: int, given: NoteWords) -> HttpResponse:
    """One's own, for an hour; the former words stay in the log."""
    case, written = _note(request, folio, pk)
    require(amending.may_edit_note(request.actor, written, request.now))
    with deed_on(request, case) as done:
        amending.edit_note(written, body=given.body, by=request.actor, now=request.now)
    return said(note(written), headers=undo_of(request, done))


@router.delete("cases/{int:folio}/notes/{int:pk}/", response={204: None}, summary=gettext_noop("Remove a note"))
@needs(Scope.CASES_WRITE)
def remove_note(request: ApiRequest, folio: int, pk: int) -> HttpResponse:
    """It can be brought back by undoing."""
    case, written = _note(request, folio, pk)
    require(amending.may_remove_note(request.actor, written))
    with deed_on(request, case) as done:
        amending.remove_note(written, by=request.actor, now=request.now)
    return HttpResponse(status=204, headers=undo_of(request, done))


@router.post(
    "cases/{int:folio}/notes/{int:pk}/split/",
    response={201: CaseWhole},
    summary=gettext_noop("Make a case of a note"),
)
@needs(Scope.CASES_WRITE)
def split_note(request: ApiRequest, folio: int, pk: int, given: Splitting) -> HttpResponse:
    """It is read in both; what it says is not the description of the new one, which customers may read."""
    _case, written = _note(request, folio, pk)
    require(may_split(request.actor))
    with one_deed() as done:
        done.is_quiet = done.is_quiet or given.quietly
        new = split(written, reference=given.reference, by=request.actor, now=request.now)
    undo = next(event.pk for event in done.events if event.kind == NOTE_SPLIT.name)
    headers = {"Location": f"/api/v1/cases/{new.folio}/", UNDO: str(undo)}
    return shown(new, last_seq(new), status=201, headers=headers)


def _note(request: ApiRequest, folio: int, pk: int) -> tuple[Case, Note]:
    """The note, if it is there, of a case the person may see; else 404."""
    case = visible_case(request, folio)
    found: Note | None = Note.objects.filter(case=case, pk=pk, removed_at=None).first() if pk <= LARGEST_ID else None
    if found is None:
        raise Http404
    found.case = case
    return case, found
