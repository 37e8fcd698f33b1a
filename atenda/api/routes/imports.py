"""Files brought in: sent, understood, begun, stopped, gone on with, taken back."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4, uuid5

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from ninja import Router

from atenda.access.abilities import require
from atenda.api import paging
from atenda.api.answers import said
from atenda.api.file_bodies import file_of
from atenda.api.models import Scope
from atenda.api.operations import needs
from atenda.api.parameters import one_of, parameter
from atenda.api.problems import Fault, Problem
from atenda.api.repeating import HEADER, key_of
from atenda.api.requests import ApiRequest
from atenda.api.routes.files import BODY
from atenda.api.shapes.imports import ImportOut, ImportPage, MappingIn, PreviewOut, ReadingIn, bringing, preview
from atenda.files.views.serving import guarded
from atenda.importing import receiving, running, undoing
from atenda.importing.foretelling import foretell
from atenda.importing.forms import MappingForm, ReadingForm
from atenda.importing.models import Import, Stage, What
from atenda.importing.permissions import may_import
from atenda.importing.reading.refusals import LARGEST_FILE, CannotRead
from atenda.importing.receiving import BY_ITSELF
from atenda.importing.refusals import NotReady
from atenda.importing.report import as_file
from atenda.importing.sources import SOURCES
from atenda.importing.views.finding import the_import

FROM = (BY_ITSELF, *SOURCES)
DESCRIBED = {
    "requestBody": BODY["requestBody"],
    "parameters": [
        parameter("name", "What the file is called.", minLength=1, maxLength=200),
        parameter("what", "What its rows are.", required=True, enum=What.values),
        parameter("source", "From which program it is.", enum=[*FROM], default=BY_ITSELF),
    ],
}
REPORT = {"responses": {200: {"description": "CSV.", "content": {"text/csv": {"schema": {"type": "string"}}}}}}

router = Router()


@router.get(
    "imports/",
    response=ImportPage,
    summary=gettext_noop("Imports"),
    openapi_extra={"parameters": [*paging.PARAMETERS]},
)
@needs(Scope.IMPORTS_READ)
def list_imports(request: ApiRequest) -> HttpResponse:
    """Everybody's, the latest first."""
    require(may_import(request.actor))
    paging.known_parameters(request, "limit", "cursor")
    size, before = paging.limit_of(request), paging.cursor_of(request, "imports")
    rows = Import.objects.select_related("by").order_by("-pk")
    found = list((rows.filter(pk__lt=int(before)) if before else rows)[: size + 1])
    end = str(found[size - 1].pk) if len(found) > size else ""
    items = [bringing(each, request.now) for each in found[:size]]
    return paging.page(request, items, kind="imports", end=end)


@router.post(
    "imports/files/", response={201: ImportOut}, summary=gettext_noop("Import a file"), openapi_extra=DESCRIBED
)
@needs(Scope.IMPORTS_WRITE)
def send_import(request: ApiRequest) -> HttpResponse:
    """Up to 1 GB of CSV, XLSX or JSON. It is read; nothing is brought in before it is started."""
    require(may_import(request.actor))
    paging.known_parameters(request, "name", "what", "source")
    what, source = one_of(request, "what", What.values), one_of(request, "source", FROM, BY_ITSELF)
    text = key_of(request)
    key = uuid4() if text is None else uuid5(UUID(int=request.token.pk), f"{HEADER}:{text}")
    with file_of(request, LARGEST_FILE) as received:
        if received.path is None:
            raise Problem("refused")
        try:
            found = receiving.receive(
                received.path,
                name=received.name,
                what=what,
                source=source,
                key=key,
                by=request.actor,
                now=request.now,
            )
        except CannotRead as refusal:
            raise Problem("refused", str(refusal)) from None
        if (found.name, found.size, found.what) != (received.name[:200], received.size, what):
            raise Problem("key-reused")
        if found.stage == Stage.READING:
            receiving.read(found)
    return _shown(request, found, 201, {"Location": f"/api/v1/imports/{found.pk}/"})


@router.get("imports/{int:pk}/", response=ImportOut, summary=gettext_noop("One import"))
@needs(Scope.IMPORTS_READ)
def get_import(request: ApiRequest, pk: int) -> HttpResponse:
    """How it is understood, and how far it has come."""
    return _shown(request, the_import(request, pk))


@router.put("imports/{int:pk}/mapping/", response=ImportOut, summary=gettext_noop("Say which column is which field"))
@needs(Scope.IMPORTS_WRITE)
def map_import(request: ApiRequest, pk: int, given: MappingIn) -> HttpResponse:
    """While it waits to be started."""
    found = the_import(request, pk)
    if found.stage != Stage.READY:
        raise NotReady
    if given.columns is not None:
        if len(given.columns) != len(found.columns):
            message = _("There is one field for each column.")
            raise Problem("invalid", message, [Fault("value", message, pointer="/columns")])
        found.mapping = {**found.mapping, "columns": given.columns}
    form = MappingForm(found, _as_form(found, given))
    if not form.is_valid():
        refusals = [(name, str(each)) for name, errors in form.errors.items() for each in errors]
        faults = [Fault("value", sentence, pointer=_place(name)) for name, sentence in refusals]
        raise Problem("invalid", faults[0].message, faults)
    found.mapping = form.mapping()
    Import.objects.filter(pk=found.pk, stage=Stage.READY).update(mapping=found.mapping)
    return _shown(request, found)


@router.put("imports/{int:pk}/reading/", response=ImportOut, summary=gettext_noop("Read a file in another way"))
@needs(Scope.IMPORTS_WRITE)
def read_import_again(request: ApiRequest, pk: int, given: ReadingIn) -> HttpResponse:
    """By another encoding, separator or sheet, while it waits to be started or could not be read. Columns and
    values are understood anew."""
    found = the_import(request, pk)
    if found.stage not in (Stage.READY, Stage.FAILED) or not found.upload:
        raise NotReady
    chosen = {name: value for name, value in given.model_dump(exclude_none=True).items() if value}
    form = ReadingForm(found, chosen)
    unfit = [name for name in chosen if name not in form.fields or name in form.errors]
    if unfit:
        message = _("This file offers no such choice.")
        raise Problem("invalid", message, [Fault("not-one-of", message, pointer=f"/{name}") for name in unfit])
    receiving.read_again(found, chosen, now=request.now)
    if found.stage == Stage.READING:
        receiving.read(found)
    return _shown(request, found)


@router.get(
    "imports/{int:pk}/preview/", response=PreviewOut, summary=gettext_noop("What would become of the first rows")
)
@needs(Scope.IMPORTS_READ)
def preview_import(request: ApiRequest, pk: int) -> HttpResponse:
    """The first fifty, brought in as they are mapped now and taken back."""
    found = the_import(request, pk)
    paging.known_parameters(request)
    if found.stage != Stage.READY:
        raise NotReady
    running.check_columns(found)
    try:
        return said(preview(foretell(found, by=request.actor, now=request.now)))
    except CannotRead as refusal:
        raise Problem("refused", str(refusal)) from None


@router.post("imports/{int:pk}/starting/", response={202: ImportOut}, summary=gettext_noop("Start an import"))
@needs(Scope.IMPORTS_WRITE)
def start_import(request: ApiRequest, pk: int) -> HttpResponse:
    """It goes on after the answer."""
    found = the_import(request, pk)
    running.begin(found, by=request.actor, now=request.now)
    return _shown(request, found, 202)


@router.post("imports/{int:pk}/stopping/", response=ImportOut, summary=gettext_noop("Stop an import"))
@needs(Scope.IMPORTS_WRITE)
def stop_import(request: ApiRequest, pk: int) -> HttpResponse:
    """What is here stays, and can be undone; one that is not under way stays as it is."""
    found = the_import(request, pk)
    running.stop(found, by=request.actor, now=request.now)
    return _shown(request, found)


@router.post("imports/{int:pk}/continuing/", response={202: ImportOut}, summary=gettext_noop("Continue an import"))
@needs(Scope.IMPORTS_WRITE)
def continue_import(request: ApiRequest, pk: int) -> HttpResponse:
    """Where it was stopped."""
    found = the_import(request, pk)
    running.resume(found, now=request.now)
    return _shown(request, found, 202)


@router.post("imports/{int:pk}/undoing/", response={202: ImportOut}, summary=gettext_noop("Undo an import"))
@needs(Scope.IMPORTS_WRITE)
def undo_import(request: ApiRequest, pk: int) -> HttpResponse:
    """All of it that nobody changed since, for thirty days."""
    found = the_import(request, pk)
    undoing.begin(found, by=request.actor, now=request.now)
    return _shown(request, found, 202)


@router.get("imports/{int:pk}/refused/", summary=gettext_noop("The rows an import refused"), openapi_extra=REPORT)
@needs(Scope.IMPORTS_READ)
def list_refused_rows(request: ApiRequest, pk: int) -> HttpResponseBase:
    """As a file to be mended and sent again, with the reason of each."""
    found = the_import(request, pk)
    return guarded(
        FileResponse(as_file(found), content_type="text/csv; charset=utf-8"), f"{found.pk}-refused.csv", ranges=False
    )


def _place(name: str) -> str:
    """Where in the body a field of the form stands."""
    kind, _dash, rest = name.partition("-")
    match kind:
        case "column":
            return f"/columns/{rest}"
        case "value":
            return f"/values/{rest.rpartition('-')[0]}"
        case _:
            return f"/{name}"


def _as_form(found: Import, given: MappingIn) -> dict[str, Any]:
    """The form of the page, filled in as it stands, with what is said now."""
    form, values = MappingForm(found), given.values or {}
    said_: dict[str, Any] = {name: field.initial for name, field in form.fields.items() if field.initial is not None}
    for field, words in form.choices.items():
        for place, (word, (shown, _count, choice)) in enumerate(words.items()):
            said_[f"value-{field}-{place}"] = values.get(field, {}).get(shown, values.get(field, {}).get(word, choice))
    if given.order is not None:
        said_["order"] = given.order
    if given.create_customers is not None:
        said_["create_customers"] = given.create_customers
    return said_


def _shown(
    request: ApiRequest, found: Import, status: int = 200, headers: dict[str, str] | None = None
) -> HttpResponse:
    return said(bringing(found, request.now), status, headers)
