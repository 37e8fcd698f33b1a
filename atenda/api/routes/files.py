"""Files of a case: up and down, judged, removed."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging
from atenda.api.answers import said
from atenda.api.file_bodies import file_of
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.problems import Problem
from atenda.api.repeating import HEADER, key_of
from atenda.api.requests import ApiRequest
from atenda.api.routes.doing import undo_of
from atenda.api.shapes.files import FileOut, FilePage, ReviewIn, UploadOut, file
from atenda.cases.views.finding import visible_case
from atenda.conversations.enclosing import waits_in
from atenda.conversations.permissions import may_write_to_customers
from atenda.files import attaching, permissions, reviewing
from atenda.files.models import Attachment, Review
from atenda.files.receiving import Received
from atenda.files.views.finding import visible_file
from atenda.files.views.serving import content
from atenda.history.deeds import one_deed

BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
        },
    },
    "parameters": [
        {
            "in": "query",
            "name": "name",
            "required": False,
            "description": "What the file is called, when the body is the file itself.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 200},
        }
    ],
}
BYTES = {
    "responses": {
        200: {
            "description": "The file as it came.",
            "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
        },
        206: {
            "description": "The part of it that `Range` asks for.",
            "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
        },
        416: {"description": "There is no such part."},
    }
}

router = Router()


@router.get(
    "cases/{int:folio}/files/",
    response=FilePage,
    summary=gettext_noop("The files of a case"),
    openapi_extra={"parameters": paging.PARAMETERS},
)
@needs(Scope.CASES_READ)
def list_files(request: ApiRequest, folio: int) -> HttpResponse:
    """Those not in the bin, the newest first."""
    case = visible_case(request, folio)
    paging.known_parameters(request, "limit", "cursor")
    kind = f"files.{case.pk}"
    size, before = paging.limit_of(request), paging.cursor_of(request, kind)
    rows: Any = Attachment.objects.present().filter(case=case).select_related("content").order_by("-pk")
    found = list((rows.filter(pk__lt=int(before)) if before else rows)[: size + 1])
    end = str(found[size - 1].pk) if len(found) > size else ""
    return paging.page(request, [file(each, folio) for each in found[:size]], kind=kind, end=end)


@router.post(
    "cases/{int:folio}/files/", response={201: FileOut}, summary=gettext_noop("Add a file"), openapi_extra=BODY
)
@needs(Scope.CASES_WRITE)
def add_file(request: ApiRequest, folio: int) -> HttpResponse:
    """The body is the file, or a form with a field `file`. The same Idempotency-Key adds it once to this case."""
    case = visible_case(request, folio)
    require(permissions.may_add_files(request.actor))
    key = _key(request)
    with file_of(request) as received, one_deed() as done:
        added = attaching.attach(case, received, by=request.actor, now=request.now, key=key)
        _check_same(received, added)
    address = f"/api/v1/cases/{folio}/files/{added.pk}/"
    return said(file(added, folio), 201, {"Location": address, **undo_of(request, done)})


@router.post(
    "cases/{int:folio}/notes/files/",
    response={201: UploadOut},
    summary=gettext_noop("Send a file for a note"),
    openapi_extra=BODY,
)
@needs(Scope.CASES_WRITE)
def send_file_for_note(request: ApiRequest, folio: int) -> HttpResponse:
    """It waits until a note of this case names it in `files`, for a week."""
    case = visible_case(request, folio)
    require(permissions.may_add_files(request.actor))
    key = _key(request)
    with file_of(request) as received:
        kept = attaching.put_down(received, by=request.actor, now=request.now, case=case, key=key)
        _check_same(received, kept)
    return said({"id": kept.pk, "name": kept.name, "size": kept.content.size}, 201)


@router.post(
    "cases/{int:folio}/messages/files/",
    response={201: UploadOut},
    summary=gettext_noop("Send a file for a mail to the customer"),
    openapi_extra=BODY,
)
@needs(Scope.CASES_WRITE)
def send_file_for_message(request: ApiRequest, folio: int) -> HttpResponse:
    """It waits until a mail from this case names it in `files`, for a week. A mail carries 20 MB at most."""
    case = visible_case(request, folio)
    require(may_write_to_customers(request.actor) and permissions.may_add_files(request.actor))
    key = _key(request)
    with file_of(request) as received:
        kept = attaching.put_down(received, by=request.actor, now=request.now, submission=waits_in(case), key=key)
        _check_same(received, kept)
    return said({"id": kept.pk, "name": kept.name, "size": kept.content.size}, 201)


@router.get("cases/{int:folio}/files/{int:pk}/", response=FileOut, summary=gettext_noop("One file"))
@needs(Scope.CASES_READ)
def get_file(request: ApiRequest, folio: int, pk: int) -> HttpResponse:
    """What is known of it; its bytes are at `content`."""
    return said(file(visible_file(request, folio, pk)[1], folio))


@router.get(
    "cases/{int:folio}/files/{int:pk}/content/", summary=gettext_noop("The bytes of a file"), openapi_extra=BYTES
)
@needs(Scope.CASES_READ)
def get_content(request: ApiRequest, folio: int, pk: int) -> HttpResponseBase:
    """Streamed; a part of it by `Range`."""
    return content(request, folio, pk)


@router.put("cases/{int:folio}/files/{int:pk}/review/", response=FileOut, summary=gettext_noop("Judge a file"))
@needs(Scope.CASES_WRITE)
def review_file(request: ApiRequest, folio: int, pk: int, given: ReviewIn) -> HttpResponse:
    """Pending, valid, or rejected with a reason."""
    _case, found = visible_file(request, folio, pk)
    require(permissions.may_review_files(request.actor))
    with one_deed() as done:
        reviewing.review(found, to=Review(given.review), reason=given.reason, by=request.actor, now=request.now)
    return said(file(found, folio), headers=undo_of(request, done))


@router.delete("cases/{int:folio}/files/{int:pk}/", response={204: None}, summary=gettext_noop("Remove a file"))
@needs(Scope.CASES_WRITE)
def remove_file(request: ApiRequest, folio: int, pk: int) -> HttpResponse:
    """Into the bin, for thirty days."""
    _case, found = visible_file(request, folio, pk, removed=True)
    require(permissions.may_remove_file(request.actor, found))
    with one_deed() as done:
        attaching.remove(found, by=request.actor, now=request.now)
    return HttpResponse(status=204, headers=undo_of(request, done))


@router.post(
    "cases/{int:folio}/files/{int:pk}/restoration/", response=FileOut, summary=gettext_noop("Bring a file back")
)
@needs(Scope.CASES_WRITE)
def restore_file(request: ApiRequest, folio: int, pk: int) -> HttpResponse:
    """Out of the bin."""
    _case, found = visible_file(request, folio, pk, removed=True)
    require(permissions.may_remove_file(request.actor, found))
    with one_deed() as done:
        attaching.restore(found, by=request.actor, now=request.now)
    return said(file(found, folio), headers=undo_of(request, done))


def _key(request: ApiRequest) -> UUID | None:
    """What its sender called this sending; another token's is another."""
    key = key_of(request)
    return None if key is None else uuid5(UUID(int=request.token.pk), f"{HEADER}:{key}")


def _check_same(received: Received, kept: Any) -> None:
    """The key was used before, for something else."""
    if bytes(kept.content.digest) != received.digest or kept.name != received.name:
        raise Problem("key-reused")
