"""Lists as files: asked for, watched, taken, cancelled. Each their own."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging
from atenda.api.answers import said
from atenda.api.asking import question_in
from atenda.api.models import Scope
from atenda.api.operations import also_needs, needs
from atenda.api.problems import Fault, Problem
from atenda.api.requests import ApiRequest
from atenda.api.shapes.exports import ExportIn, ExportOut, ExportPage, export
from atenda.customers.narrowing import Narrowing
from atenda.exporting.asking import ask, cancel
from atenda.exporting.models import Export, Form, What
from atenda.exporting.permissions import may_ask_for, may_take
from atenda.exporting.taking import Gone, take, where
from atenda.exporting.views.asking import KINDS
from atenda.exporting.views.own import KINDS as MEDIA_TYPES
from atenda.exporting.worklists import exports_of, own
from atenda.exporting.writing import ENDINGS
from atenda.files.views.serving import guarded
from atenda.worklists.presentation import TABLE
from atenda.worklists.table import COLUMNS, look_of

BYTES = {
    "responses": {
        200: {
            "description": "The file.",
            "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in MEDIA_TYPES.values()},
        }
    }
}

ALSO_NEEDED: dict[What, list[Scope]] = {  # a file is given to no token that could not read what is in it
    What.CASES: [],
    What.ACCOUNTS: [Scope.CUSTOMERS_READ],
    What.CONTACTS: [Scope.CUSTOMERS_READ],
    What.ARCHIVE: [scope for scope in Scope if scope.endswith(":read")],
}

router = Router()


@router.post("exports/", response={202: ExportOut}, summary=gettext_noop("Take a list away as a file"))
@needs(Scope.CASES_READ)
def ask_export(request: ApiRequest, given: ExportIn) -> HttpResponse:
    """It is made after the answer: ask for it at `Location`. Customers need the scope customers:read too, the archive
    of the whole organization every scope that reads."""
    what = What(given.what)
    for scope in ALSO_NEEDED[what]:
        also_needs(request, scope)
    require(may_ask_for(request.actor, what))
    match what:
        case What.ARCHIVE:
            asked, form = _of_everything(given), Form.ZIP
        case What.CASES:
            asked, form = _of_cases(request, given), Form(given.form)
        case _:
            asked, form = _of_customers(given, what), Form(given.form)
    title = given.title.strip() or (request.organization.name if what == What.ARCHIVE else str(what.label))
    made = ask(what, form, asked, title=title, key=uuid4(), by=request.actor, now=request.now)
    return _shown(request, made, 202, {"Location": f"/api/v1/exports/{made.pk}/"})


@router.get(
    "exports/",
    response=ExportPage,
    summary=gettext_noop("One’s own exports"),
    openapi_extra={"parameters": [paging.PARAMETERS[1]]},
)
@needs(Scope.CASES_READ)
def list_exports(request: ApiRequest) -> HttpResponse:
    """The latest first, fifty at a time."""
    paging.known_parameters(request, "cursor")
    before = int(paging.cursor_of(request, "exports") or 0)
    found, older = exports_of(request.actor, before=before)
    return paging.page(request, [_told(request, each) for each in found], kind="exports", end=str(older or ""))


@router.get("exports/{int:pk}/", response=ExportOut, summary=gettext_noop("One export"))
@needs(Scope.CASES_READ)
def get_export(request: ApiRequest, pk: int) -> HttpResponse:
    """How far it has come."""
    return _shown(request, _own(request, pk))


@router.get("exports/{int:pk}/content/", summary=gettext_noop("The file of an export"), openapi_extra=BYTES)
@needs(Scope.CASES_READ)
def get_export_content(request: ApiRequest, pk: int) -> Any:
    """Streamed; that it was taken away is written down each time."""
    found = _own(request, pk)
    for scope in ALSO_NEEDED[What(found.what)]:
        also_needs(request, scope)
    if not may_take(request.actor, found):
        raise Http404
    now = request.now
    try:
        path = where(found, now=now) if request.is_only_asked else take(found, by=request.actor, now=now)
    except Gone:
        raise Http404 from None
    ending = ENDINGS[Form(found.form)]
    day = timezone.localtime(found.ended_at or request.now).date().isoformat()
    response = FileResponse(path.open("rb"), content_type=MEDIA_TYPES[ending])
    return guarded(response, f"{slugify(found.title) or found.what}-{day}.{ending}", ranges=False)


@router.post("exports/{int:pk}/cancellation/", response=ExportOut, summary=gettext_noop("Cancel an export"))
@needs(Scope.CASES_READ)
def cancel_export(request: ApiRequest, pk: int) -> HttpResponse:
    """Stop making it; one that has come to its end stays as it is."""
    found = _own(request, pk)
    cancel(found, by=request.actor, now=request.now)
    return _shown(request, found)


def _of_cases(request: ApiRequest, given: ExportIn) -> dict[str, Any]:
    """As the page asks for it: the question, the columns, and the cases that were marked."""
    question = question_in(given.of_list, "/of_list", with_order=True).presented(TABLE)
    columns = given.columns or list(look_of(request.actor, question, None).columns)
    if unknown := [name for name in columns if name not in COLUMNS]:
        message = _("Columns that there are not: {names}.").format(names=", ".join(unknown))
        raise Problem("invalid", message, [Fault("not-one-of", message, pointer="/columns")])
    marked = {"case": ",".join(map(str, dict.fromkeys(given.folios)))} if given.folios else {}
    asked = {**question.asked, "view": question.view.value, "order": question.order.name}
    return {**asked, **marked, "columns": columns}


def _of_customers(given: ExportIn, what: What) -> dict[str, Any]:
    unfit = [name for name in ("folios", "columns") if getattr(given, name) is not None]
    said_ = QueryDict(mutable=True)
    said_.update(given.of_list)
    narrowing = Narrowing.of(said_, KINDS[what])
    asked = {"q" if name == "text" else name: getattr(narrowing, name) for name in narrowing.used}
    faults = [Fault("unknown", _("There is no such field."), pointer=f"/{name}") for name in unfit]
    faults += [
        Fault("value", _("This filter cannot be read."), pointer=f"/of_list/{name}")
        for name in given.of_list
        if name not in asked or len(given.of_list[name]) > paging.LONGEST
    ]
    if faults:
        raise Problem("invalid", faults[0].message, faults)
    return {**asked, **({"open": "1"} if "open" in asked else {})}


def _of_everything(given: ExportIn) -> dict[str, Any]:
    """An archive is asked nothing."""
    unfit = [name for name in ("form", "of_list", "folios", "columns") if name in given.model_fields_set]
    if unfit:
        faults = [Fault("unknown", _("An archive is of everything."), pointer=f"/{name}") for name in unfit]
        raise Problem("invalid", faults[0].message, faults)
    return {}


def _own(request: ApiRequest, pk: int) -> Export:
    found = own(request.actor, pk)
    if found is None:
        raise Http404
    return found


def _shown(
    request: ApiRequest, found: Export, status: int = 200, headers: dict[str, str] | None = None
) -> HttpResponse:
    return said(_told(request, found), status, headers)


def _told(request: ApiRequest, found: Export) -> dict[str, Any]:
    return export(found, can_be_taken=found.is_ready(request.now) and may_take(request.actor, found))
