"""The page one begins with."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from atenda.figures.home import oversees, tiles
from atenda.figures.workload import of_people, of_teams
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest


@require_safe
def home(request: AtendaRequest) -> HttpResponse:
    """Of an agent their own work; of who looks after others, theirs."""
    actor, now = request.actor, timezone.now()
    found, is_overview = tiles(actor, now=now), oversees(actor)
    context = {
        "tiles": found,
        "is_overview": is_overview,
        "teams": of_teams(actor, now=now) if is_overview else [],
        "people": of_people(actor, now=now) if is_overview else [],
    }
    return render(request, "figures/home.html", context)


@require_safe
def entrance(request: AtendaRequest) -> HttpResponse:
    """The address of an organization, and nothing after it."""
    return redirect(link("figures:home"))
