"""The analysis bar: above the list, fetched by it, and on a page of its own with what it is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from atenda.figures.bar import Bar, bar
from atenda.figures.leading import cases_of
from atenda.figures.periods import read_period
from atenda.figures.remembering import look_at, period_of
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.addresses import fields_of, parts_of

MOST_DAYS = 366


@require_safe
def bar_alone(request: AtendaRequest) -> HttpResponse:
    """What the list fetches when it stands."""
    here = parts_of(request.headers.get("HX-Current-URL"))
    address = f"{here.path}?{here.query}" if here.query else here.path
    return render(request, "figures/_bar.html", _of(request, address or link("worklists:cases")))


@require_safe
def figures(request: AtendaRequest) -> HttpResponse:
    """The same with its days, for a moment of today or an earlier one."""
    context = _of(request, request.get_full_path())
    shown: Bar = context["bar"]
    period = shown.period
    days = [each for each in reversed(shown.reckoning.days) if period.first <= each.day <= period.last]
    context |= {"days": days[:MOST_DAYS], "is_cut": len(days) > MOST_DAYS, "of_day": _of_day(shown)}
    return render(request, "figures/figures.html", context)


@require_POST
def period(request: AtendaRequest) -> HttpResponse:
    """Look at `period`, or from `first` to `last`; back to the page it was chosen on, whose address says so."""
    first, last = request.POST.get("first", ""), request.POST.get("last", "")
    said = request.POST.get("period", "") or f"{min(first, last) if last else first}..{max(first, last)}"
    chosen = read_period(said, asked_at=timezone.now(), zone=timezone.get_current_timezone())
    if chosen is None:
        return HttpResponseBadRequest()
    look_at(chosen.written, by=request.actor)
    return HttpResponseRedirect(_with_period(request.POST.get("next", ""), chosen.written))


def _of(request: AtendaRequest, here: str) -> dict[str, Any]:
    now = timezone.now()
    shown = bar(request.actor, period_of(request.actor, request.GET, now=now), now=now)
    said = urlencode({"period": shown.period.written, "as_of": shown.moment})
    return {"bar": shown, "here": here, "again": f"{link('figures:bar')}?{said}"}


def _of_day(shown: Bar) -> Callable[[str, date], str]:
    """The address of the cases behind a figure of one day."""

    def address(figure: str, day: date) -> str:
        return cases_of(figure, replace(shown.period, name="", first=day, last=day), is_past=shown.is_past)

    return address


def _with_period(here: str, written: str) -> str:
    ours = url_has_allowed_host_and_scheme(here, allowed_hosts=None) and here.startswith("/")
    place = parts_of(here if ours else "")
    kept = [(name, value) for name, value in fields_of(place.query) if name not in ("period", "before", "after")]
    return f"{place.path or link('worklists:cases')}?{urlencode([*kept, ('period', written)])}"
