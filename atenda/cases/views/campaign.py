"""Choose the campaign one works in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from atenda.access.abilities import require
from atenda.cases import catalogue
from atenda.cases.campaigns import work_in
from atenda.cases.models import Campaign
from atenda.cases.permissions import may_open_cases
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest


@require_POST
def campaign(request: AtendaRequest) -> HttpResponse:
    """`campaign` is its number, or nothing for none; back to the page it was chosen on."""
    require(may_open_cases(request.actor))
    chosen = request.POST.get("campaign", "")
    offered = {str(each.id): each.id for each in catalogue.in_use(catalogue.campaigns())}
    if not chosen or chosen in offered:
        work_in(catalogue.row(Campaign, offered[chosen]) if chosen else None, by=request.actor)
    here = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(here, allowed_hosts=None) and here.startswith("/")
    return redirect(here if ours else link("worklists:cases"))
