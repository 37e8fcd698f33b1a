"""Cases: list, read, open."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging
from atenda.api.answers import said
from atenda.api.asking import PARAMETERS, question_of
from atenda.api.filling_in import opening_values
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.requests import ApiRequest
from atenda.api.shapes.cases import CaseFields, CasePage, CaseWhole, row, whole
from atenda.cases import opening
from atenda.cases.models import Case
from atenda.cases.permissions import may_open_cases
from atenda.cases.views.finding import visible_case
from atenda.cases.views.making import with_new_values
from atenda.history.deeds import Deed, one_deed
from atenda.history.merging import last_seq
from atenda.organizations.patience import at_most
from atenda.worklists.paging import page

MOST = 500
PATIENCE = 5_000  # milliseconds for one page of a list

router = Router()


@router.get("cases/", response=CasePage, summary="Cases", openapi_extra={"parameters": PARAMETERS})
@needs(Scope.CASES_READ)
def list_cases(request: ApiRequest) -> HttpResponse:
    """The cases one may see, narrowed and ordered by the very words that stand in the address of the list's page."""
    question = question_of(request)
    kind = f"cases.{question.order.name}"
    size, before = paging.limit_of(request, MOST), paging.cursor_of(request, kind)
    with at_most(PATIENCE):
        found = page(request.actor, question, before=before, size=size)
    return paging.page(request, [row(each) for each in found.rows], kind=kind, end=found.older)


@router.post("cases/", response={201: CaseWhole}, summary="Open a case")
@needs(Scope.CASES_WRITE)
def open_case(request: ApiRequest, said: CaseFields) -> HttpResponse:
    """For a contact, an account or both; what is not said is as in a new form of the page."""
    require(may_open_cases(request.actor))
    values = opening_values(request.actor, said)
    with one_deed() as done:
        done.is_quiet = done.is_quiet or said.quietly
        values = with_new_values(values, by=request.actor, now=request.now)
        case = opening.open_case(by=request.actor, now=request.now, **values)
    return shown(case, version_after(done, case), status=201, headers={"Location": f"/api/v1/cases/{case.folio}/"})


@router.get("cases/{int:folio}/", response=CaseWhole, summary="One case")
@needs(Scope.CASES_READ)
def get_case(request: ApiRequest, folio: int) -> HttpResponse:
    """Its ETag says which version it is."""
    case = visible_case(request, folio)
    return shown(case, last_seq(case))


def shown(case: Case, version: int, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    """The case as it is now."""
    return said(whole(case, version), status, {"ETag": etag(case, version), **(headers or {})})


def etag(case: Case, version: int) -> str:
    return f'"{case.folio}.{version}"'


def version_after(done: Deed, case: Case) -> int:
    """The number of the case's latest event, which the deed mostly knows."""
    return max((event.seq for event in done.events if event.case_id == case.pk), default=0) or last_seq(case)
