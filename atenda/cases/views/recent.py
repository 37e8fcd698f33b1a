"""The menu of the cases one opened last."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from atenda.cases import catalogue
from atenda.cases.recent import recent_cases
from atenda.staff.requests import AtendaRequest


@require_safe
def recent(request: AtendaRequest) -> HttpResponse:
    """`?folios=12,7,3`: as the browser remembers them."""
    states = catalogue.states()
    cases = [(case, states[case.state_id]) for case in recent_cases(request.actor, request.GET.get("folios", ""))]
    return render(request, "cases/_recent.html", {"cases": cases})
