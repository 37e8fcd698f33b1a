"""The imports there were, and sending a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from atenda.access.abilities import require
from atenda.files.receiving import received, takes_files
from atenda.files.refusals import FileRefused, NoFile
from atenda.importing import receiving
from atenda.importing.forms import UploadForm
from atenda.importing.models import Import
from atenda.importing.permissions import may_import
from atenda.importing.reading.refusals import LARGEST_FILE, CannotRead
from atenda.importing.sources import SOURCES
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import go

SHOWN = 50


@require_safe
def imports(request: AtendaRequest) -> HttpResponse:
    """Everybody's, the latest first."""
    require(may_import(request.actor))
    before = request.GET.get("before", "")
    rows = Import.objects.select_related("by").order_by("-pk")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: SHOWN + 1])
    context = {
        "imports": [(each, SOURCES[each.source].LABEL if each.source in SOURCES else "") for each in found[:SHOWN]],
        "older": found[SHOWN - 1].pk if len(found) > SHOWN else 0,
    }
    return render(request, "importing/imports.html", context)


@takes_files(may_import, largest=LARGEST_FILE, together=LARGEST_FILE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AtendaRequest) -> HttpResponse:
    """A file is sent; a small one is read at once."""
    require(may_import(request.actor))
    if request.method != "POST":
        return _page(request, UploadForm.new(request.GET.get("what", "")))
    form = UploadForm(request.POST)
    try:
        files = received(request)
    except FileRefused as refusal:
        files = []
        form.add_error("file", str(refusal))
    if form.is_valid() and not files:
        there = Import.objects.filter(key=form.cleaned_data["key"]).first()
        if there is not None:
            return go(request, link("importing:import", pk=there.pk))
        form.add_error("file", str(NoFile()))
    elif files and files[0].refusal is not None:
        form.add_error("file", str(files[0].refusal))
    if not form.is_valid() or files[0].path is None:
        return _page(request, form, 422)
    said = form.cleaned_data
    try:
        bringing = receiving.receive(
            files[0].path,
            name=files[0].name,
            what=said["what"],
            source=said["source"],
            key=said["key"],
            by=request.actor,
            now=timezone.now(),
        )
    except CannotRead as refusal:
        form.add_error("file", str(refusal))
        return _page(request, form, 422)
    receiving.read(bringing)
    return go(request, link("importing:import", pk=bringing.pk))


def _page(request: AtendaRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    return render(request, "importing/new.html", {"form": form}, status=status)
