"""The cases behind a figure."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from atenda.cases import catalogue
from atenda.figures.behind import FIGURES, cases_behind, page_of
from atenda.figures.leading import cases_page, read_customer
from atenda.figures.remembering import period_of
from atenda.staff.requests import AtendaRequest

TITLES = {
    "opened": _("Cases created in the period"),
    "pending": _("Cases pending at the end of the period"),
    "solved": _("Cases closed in the period"),
    "reopened": _("Cases reopened in the period"),
}


@require_safe
def cases(request: AtendaRequest) -> HttpResponse:
    """`?figure=…&period=…&as_of=…`, as the figure's own address says them; `before` a folio for the next page."""
    figure, now = request.GET.get("figure", ""), timezone.now()
    figure = figure if figure in FIGURES else FIGURES[0]
    period = period_of(request.actor, request.GET, now=now)
    customer = read_customer(request.GET.get("customer", ""))
    found = cases_behind(request.actor, figure, period, now=now, customer=customer)
    cursor = request.GET.get("before", "")
    before = int(cursor) if cursor.isascii() and cursor.isdecimal() and len(cursor) <= 10 else None
    rows, older = page_of(found, before=before)
    here = cases_page(figure, period, is_past=period.asked_at < now, customer=customer)
    context = {
        "title": TITLES[figure],
        "figure": figure,
        "period": period,
        "is_past": period.asked_at < now,
        "count": found.count(),
        "cases": rows,
        "states": catalogue.states(),
        "first": here,
        "newer": here if before is not None else "",
        "older": f"{here}&{urlencode({'before': older})}" if older else "",
    }
    return render(request, "figures/cases.html", context)
