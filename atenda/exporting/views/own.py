"""One's own exports: how far each has come, and the files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from atenda.exporting.asking import cancel
from atenda.exporting.models import Export, Form
from atenda.exporting.permissions import may_export, may_take
from atenda.exporting.taking import Gone, take
from atenda.exporting.worklists import exports_of, own
from atenda.exporting.writing import ENDINGS
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import go

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
}


@require_safe
def exports(request: AtendaRequest) -> HttpResponse:
    """Everybody's own: who asked for one and may ask no more still reads what became of it."""
    before = request.GET.get("before", "")
    rows, older = exports_of(request.actor, before=int(before) if before.isdecimal() and len(before) < 19 else 0)
    now = timezone.now()
    lines = [_line(request, export, now) for export in rows]
    context = {
        "lines": lines,
        "older": older,
        "is_moving": any(export.is_moving for export in rows),
        "may_export": may_export(request.actor),
    }
    return render(request, "exporting/exports.html", context)


@require_POST
def file(request: AtendaRequest, pk: int) -> HttpResponseBase:
    """The file itself, and a line in the log each time: so it is a POST."""
    export = _own(request, pk)
    now = timezone.now()
    if not may_take(request.actor, export):
        raise Http404
    try:
        path = take(export, by=request.actor, now=now)
    except Gone:
        raise Http404 from None
    ending = ENDINGS[Form(export.form)]
    day = timezone.localtime(export.ended_at or now).date().isoformat()
    name = f"{slugify(export.title) or export.what}-{day}.{ending}"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=KINDS[ending])


@require_POST
def cancellation(request: AtendaRequest, pk: int) -> HttpResponse:
    """Stop making it."""
    if not cancel(_own(request, pk), by=request.actor, now=timezone.now()):
        messages.info(request, _("It had come to its end already."))
    return go(request, link("exporting:exports"))


def _own(request: AtendaRequest, pk: int) -> Export:
    export = own(request.actor, pk)
    if export is None:
        raise Http404
    return export


def _line(request: AtendaRequest, export: Export, now: Any) -> dict[str, Any]:
    is_ready = export.is_ready(now)
    return {
        "export": export,
        "size": filesizeformat(export.size),
        "is_ready": is_ready and may_take(request.actor, export),
        "is_withheld": is_ready and not may_take(request.actor, export),
        "trouble": export.get_trouble_display() if export.trouble else "",
    }
