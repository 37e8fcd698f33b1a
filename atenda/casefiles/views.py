"""The button «Download case file»."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from atenda.casefiles.downloading import note_download
from atenda.casefiles.drawing import as_pdf
from atenda.casefiles.forms import DownloadForm
from atenda.casefiles.gathering import gather
from atenda.casefiles.packing import packed
from atenda.casefiles.shapes import Shape
from atenda.cases.views.finding import visible_case
from atenda.files.views.serving import guarded
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment


@require_http_methods(["GET", "HEAD", "POST"])
def download(request: AtendaRequest, number: int) -> HttpResponseBase:
    """Ask what it is to hold, and send it. Whoever sees the case may take away what they see of it."""
    case = visible_case(request, number)
    form = DownloadForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"case": case, "form": form, "shapes": list(Shape)}
        if request.htmx:
            return fragment(request, "casefiles/download.html", "form", context)
        return render(request, "casefiles/download.html", context, status=422 if form.is_bound else 200)
    shape, with_notes, now = form.cleaned_data["form"], form.cleaned_data["notes"], timezone.now()
    file = gather(case, by=request.actor, now=now, with_notes=with_notes)
    name = _("case-file") + f"-{case.folio}.{shape}"
    response: HttpResponseBase
    if shape == Shape.PDF:
        response = HttpResponse(as_pdf(file), content_type="application/pdf")
    else:
        response = StreamingHttpResponse(packed(file), content_type="application/zip")
    note_download(case, form=shape, with_notes=with_notes, by=request.actor, now=now)
    return guarded(response, name, ranges=False)
