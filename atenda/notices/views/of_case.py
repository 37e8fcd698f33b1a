"""What was sent about a case, for whoever sees the case."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from atenda.cases.views.finding import visible_case
from atenda.notices.outbox import mails_of
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment


@require_safe
def mails(request: AtendaRequest, number: int) -> HttpResponse:
    case = visible_case(request, number)
    context = {"case": case, "mails": mails_of(case)}
    if request.htmx:
        return fragment(request, "notices/of_case.html", "mails", context)
    return render(request, "notices/of_case.html", context)
