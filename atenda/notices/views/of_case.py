"""What was sent about a case, and what would be, for whoever sees the case."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from atenda.access.abilities import require
from atenda.cases import permissions
from atenda.cases.forms import MatterForm, StandingForm
from atenda.cases.views.finding import visible_case
from atenda.notices.foreseeing import foresee
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


@require_POST
def foreseen(request: AtendaRequest, number: int) -> HttpResponse:
    """Who would be told if this form were saved now, and what the customer would read. Nothing is saved."""
    case = visible_case(request, number)
    require(permissions.may_edit_cases(request.actor))
    form: Any = (
        MatterForm.of(case, 0, request.POST, actor=request.actor)
        if "reference" in request.POST
        else StandingForm.of(case, 0, request.POST)
    )
    is_whole = form.is_valid()
    context = {
        "case": case,
        "is_whole": is_whole,
        "foreseen": foresee(case, form.values(), by=request.actor) if is_whole else [],
    }
    if request.htmx:
        return fragment(request, "notices/foreseen.html", "foreseen", context)
    return render(request, "notices/foreseen.html", context)
