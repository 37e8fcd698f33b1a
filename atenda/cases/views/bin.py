"""The bin of cases."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atenda.access.abilities import require
from atenda.cases.binning import KEPT_IN_BIN, bin_case, bring_back
from atenda.cases.models import Case
from atenda.cases.permissions import may_bin_cases
from atenda.cases.views.finding import MOST, visible_case
from atenda.history.deeds import one_deed
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment, go, say

SHOWN = 200


@require_safe
def cases_in_bin(request: AtendaRequest) -> HttpResponse:
    """What lies there, the latest first, each with the day it goes for good."""
    require(may_bin_cases(request.actor))
    found = Case.objects.in_bin(request.actor).select_related("contact", "account").order_by("-binned_at")[:SHOWN]
    rows = [(case, case.binned_at + KEPT_IN_BIN) for case in found]
    return render(request, "cases/bin.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def binning(request: AtendaRequest, number: int) -> HttpResponse:
    """Say what follows, and move the case to the bin."""
    case = visible_case(request, number)
    require(may_bin_cases(request.actor))
    if request.method != "POST":
        if request.htmx:
            return fragment(request, "cases/binning.html", "form", {"case": case})
        return render(request, "cases/binning.html", {"case": case})
    with one_deed() as done:
        bin_case(case, by=request.actor, now=timezone.now())
    say(request, _("Case %(number)s is in the bin.") % {"number": number}, undo=done.event_ids)
    return go(request, link("worklists:cases"))


@require_POST
def restoration(request: AtendaRequest, number: int) -> HttpResponse:
    """Bring a case back from the bin."""
    case = Case.objects.in_bin(request.actor).filter(folio=number).first() if number <= MOST else None
    if case is None:
        raise Http404
    require(may_bin_cases(request.actor))
    bring_back(case, by=request.actor, now=timezone.now())
    say(request, _("Case %(number)s is back.") % {"number": number})
    return go(request, link("cases:case", number=number))
