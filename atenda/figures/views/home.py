"""The page one begins with."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from atenda.figures.home import home_of
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest


@require_safe
def home(request: AtendaRequest) -> HttpResponse:
    """Of an agent their own work; of who looks after others, theirs."""
    return render(request, "figures/home.html", {"home": home_of(request.actor, now=timezone.now())})


@require_safe
def entrance(request: AtendaRequest) -> HttpResponse:
    """The address of an organization, and nothing after it."""
    return redirect(link("figures:home"))
