"""One import: to be checked, under way, or what came of it."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atenda.importing import keeping, receiving, running, undoing
from atenda.importing.foretelling import foretell
from atenda.importing.forms import MappingForm, ReadingForm
from atenda.importing.models import KEPT, Import, Outcome, RefusedRow, Stage
from atenda.importing.reading.refusals import (
    CannotRead,
    CellTooLong,
    Empty,
    NoSuchSheet,
    TooManyColumns,
    WrongEncoding,
    told,
)
from atenda.importing.report import as_file, reasons_of
from atenda.importing.sources import SOURCES
from atenda.importing.views.finding import the_import
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import go

REFUSED_SHOWN = 50
CSV = "text/csv; charset=utf-8"


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: AtendaRequest, pk: int) -> HttpResponse:
    """A POST says how it is understood and, with `start`, brings it in."""
    bringing = the_import(request, pk)
    if bringing.stage == Stage.READY:
        return _checking(request, bringing)
    if request.method == "POST":
        return go(request, link("importing:import", pk=pk))
    return _result(request, bringing)


@require_POST
def reading(request: AtendaRequest, pk: int) -> HttpResponse:
    """Read it in another way."""
    bringing = the_import(request, pk)
    form = ReadingForm(bringing, request.POST)
    if form.is_valid():
        chosen = {name: str(value) for name, value in form.cleaned_data.items() if value}
        receiving.read_again(bringing, chosen, now=timezone.now())
        if bringing.stage == Stage.READING:
            receiving.read(bringing)
    else:
        messages.error(request, " ".join(f"{form[name].label}: {said[0]}" for name, said in form.errors.items()))
    return go(request, link("importing:import", pk=pk))


@require_POST
def stopping(request: AtendaRequest, pk: int) -> HttpResponse:
    """Bring no more of it."""
    running.stop(the_import(request, pk), by=request.actor, now=timezone.now())
    return go(request, link("importing:import", pk=pk))


@require_POST
def continuing(request: AtendaRequest, pk: int) -> HttpResponse:
    """Go on where it was stopped."""
    return _done(request, pk, lambda bringing: running.resume(bringing, now=timezone.now()))


@require_POST
def taking_back(request: AtendaRequest, pk: int) -> HttpResponse:
    """Undo all of it that nobody changed since."""
    return _done(request, pk, lambda bringing: undoing.begin(bringing, by=request.actor, now=timezone.now()))


@require_safe
def refused(request: AtendaRequest, pk: int) -> FileResponse:
    """The rows that were refused, as a file to be mended and brought again."""
    bringing = the_import(request, pk)
    of, words = bringing.name.rsplit(".", 1)[0], _("refused rows")
    name = slugify(f"{of} {words}") or "refused"
    return FileResponse(as_file(bringing), as_attachment=True, filename=f"{name}.csv", content_type=CSV)


def _done(request: AtendaRequest, pk: int, do: Any) -> HttpResponse:
    bringing = the_import(request, pk)
    try:
        do(bringing)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return go(request, link("importing:import", pk=pk))


def _checking(request: AtendaRequest, bringing: Import) -> HttpResponse:
    problem, now = "", timezone.now()
    if request.method == "POST":
        form = MappingForm(bringing, request.POST)
        if form.is_valid():
            bringing.mapping = form.mapping()
            Import.objects.filter(pk=bringing.pk, stage=Stage.READY).update(mapping=bringing.mapping)
            try:
                if "start" in request.POST:
                    running.begin(bringing, by=request.actor, now=now)
                    return go(request, link("importing:import", pk=bringing.pk))
            except Refused as refusal:
                problem = str(refusal)
    form = MappingForm(bringing)
    context: dict[str, Any] = {"form": form, "reading_form": ReadingForm(bringing), "problem": problem, "preview": None}
    try:
        rows = keeping.rows_from(bringing.rows, 0, 20)[0]
        running.check_columns(bringing)
        context["preview"] = foretell(bringing, by=request.actor, now=now)
    except (Refused, CannotRead) as refusal:
        context["problem"] = problem or str(refusal)
        rows = rows if isinstance(refusal, Refused) else []
    context |= {"columns": list(form.columns(rows)), "values": list(form.values())}
    return render(request, "importing/check.html", _with(bringing, context), status=422 if problem else 200)


def _result(request: AtendaRequest, bringing: Import) -> HttpResponse:
    rows = list(RefusedRow.objects.filter(bringing=bringing).order_by("line")[:REFUSED_SHOWN])
    now = timezone.now()
    context = {
        "reason": told(bringing.reason) if bringing.reason else "",
        "reading_form": ReadingForm(bringing) if _reads_otherwise(bringing) else None,
        "figures": [(each, bringing.figures.get(each, 0)) for each in Outcome],
        "refused": [(row.line, row.cells, reasons_of(row, bringing.columns)) for row in rows],
        "may_undo": bringing.can_be_undone(now),
        "may_continue": bringing.stage == Stage.STOPPED and bringing.done < bringing.total and bool(bringing.rows),
        "days": KEPT.days,
    }
    return render(request, "importing/import.html", _with(bringing, context))


def _reads_otherwise(bringing: Import) -> bool:
    """Whether another encoding, separator or line may help: what is damaged or protected stays so."""
    names = (json.dumps(each.__name__) for each in (CellTooLong, Empty, NoSuchSheet, TooManyColumns, WrongEncoding))
    return bringing.stage == Stage.FAILED and bool(bringing.upload) and any(name in bringing.reason for name in names)


def _with(bringing: Import, context: dict[str, Any]) -> dict[str, Any]:
    source = SOURCES.get(bringing.source)
    return {"bringing": bringing, "source": source.LABEL if source else "", **context}
