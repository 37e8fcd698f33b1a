"""Cases: list, read, open, edit, many at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import batches, limits, paging
from atenda.api.asking import PARAMETERS, question_of
from atenda.api.batches import Batch, BatchAnswer
from atenda.api.filling_in import edited_values, opening_values
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.requests import ApiRequest
from atenda.api.routes.doing import deed_on, done_to, etag, shown, undo_of
from atenda.api.shapes.cases import CaseFields, CaseInBatch, CasePage, CaseWhole, row
from atenda.api.versions import is_known
from atenda.cases import opening
from atenda.cases.editing import save_form
from atenda.cases.models import Case
from atenda.cases.permissions import may_edit_cases, may_open_cases
from atenda.cases.views.finding import visible_case
from atenda.cases.views.making import with_new_values
from atenda.history.deeds import Deed, one_deed
from atenda.history.merging import last_seq
from atenda.organizations.patience import at_most
from atenda.worklists.paging import page

MOST = 500
PATIENCE = 5_000  # milliseconds for one statement of a list

router = Router()


@router.get("cases/", response=CasePage, summary=gettext_noop("Cases"), openapi_extra={"parameters": PARAMETERS})
@needs(Scope.CASES_READ)
def list_cases(request: ApiRequest) -> HttpResponse:
    """The cases one may see, narrowed and ordered by the very words that stand in the address of the list's page."""
    question = question_of(request)
    kind = f"cases.{question.order.name}"
    size, before = paging.limit_of(request, MOST), paging.cursor_of(request, kind)
    with at_most(PATIENCE):
        found = page(request.actor, question, before=before, size=size)
    return paging.page(request, [row(each) for each in found.rows], kind=kind, end=found.older)


@router.post("cases/", response={201: CaseWhole}, summary=gettext_noop("Open a case"))
@needs(Scope.CASES_WRITE)
def open_case(request: ApiRequest, given: CaseFields) -> HttpResponse:
    """For a contact, an account or both; what is not said is as in a new form of the page."""
    return _open(request, given)


@router.post("cases/batch/", response=BatchAnswer, summary=gettext_noop("Open or edit many cases"))
@needs(Scope.CASES_WRITE)
def batch_cases(request: ApiRequest, given: Batch) -> HttpResponse:
    """Up to 1,000 rows: one with a `folio` edits that case, one without opens a case. Each has its own answer."""

    def do(item: Any) -> HttpResponse:
        fields = batches.read(CaseInBatch, item)
        if fields.folio is None:
            return _open(request, fields)
        _refuse_more_changes(request, fields.folio)
        return _edit(request, fields.folio, fields)

    return batches.each(request, given.items, do)


@router.get("cases/{int:folio}/", response=CaseWhole, summary=gettext_noop("One case"))
@needs(Scope.CASES_READ)
def get_case(request: ApiRequest, folio: int) -> HttpResponse:
    """Its ETag says which version it is; asked with `If-None-Match`, 304 says that nothing has changed."""
    case = visible_case(request, folio)
    version = last_seq(case)
    if is_known(request, etag(case, version)):
        return HttpResponseNotModified(headers={"ETag": etag(case, version)})
    return shown(case, version)


@router.patch("cases/{int:folio}/", response=CaseWhole, summary=gettext_noop("Edit a case"))
@needs(Scope.CASES_WRITE)
def edit_case(request: ApiRequest, folio: int, given: CaseFields) -> HttpResponse:
    """Change the fields that are named, and no others; `null` empties one. A state may be among them."""
    return _edit(request, folio, given)


def _refuse_more_changes(request: ApiRequest, folio: int) -> None:
    """A row of a batch changes a case no oftener than a request of its own would; refused so, it was not tried."""
    request.has_begun = False
    limits.refuse_more(request.organization.pk, limits.CHANGES, request.now, f"{request.actor.pk}:case:{folio}")
    request.has_begun = True


def _open(request: ApiRequest, given: CaseFields) -> HttpResponse:
    require(may_open_cases(request.actor))
    values = opening_values(request.actor, given)
    with one_deed() as done:
        done.is_quiet = done.is_quiet or given.quietly
        values = with_new_values(values, by=request.actor, now=request.now)
        case = opening.open_case(by=request.actor, now=request.now, **values)
    headers = {"Location": f"/api/v1/cases/{case.folio}/", **undo_of(request, done)}
    return shown(case, _version_after(done, case), status=201, headers=headers)


def _edit(request: ApiRequest, folio: int, given: CaseFields) -> HttpResponse:
    case = visible_case(request, folio)
    require(may_edit_cases(request.actor))
    with deed_on(request, case, quietly=given.quietly) as done:
        values = edited_values(request.actor, case, given)
        values = with_new_values(values, by=request.actor, now=request.now)
        save_form(case, values=values, seen=last_seq(case), by=request.actor, now=request.now)
    return done_to(request, case, done)


def _version_after(done: Deed, case: Case) -> int:
    """The number of the case's latest event, which the deed mostly knows."""
    return max((event.seq for event in done.events if event.case_id == case.pk), default=0) or last_seq(case)
