"""Teams: list, create, change, retire."""

from __future__ import annotations

from collections import Counter

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from atenda.access.abilities import require
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff import directory
from atenda.staff import teams as deeds
from atenda.staff.forms import TeamForm, TeamPageForm
from atenda.staff.models import Team
from atenda.staff.permissions import may_manage_teams
from atenda.staff.requests import AtendaRequest
from atenda.ui.forms import say_beside


@require_http_methods(["GET", "HEAD", "POST"])
def teams(request: AtendaRequest) -> HttpResponse:
    """Every team; a POST creates one and goes to its page."""
    require(may_manage_teams(request.actor))
    form = TeamForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            team = deeds.create(form.cleaned_data["name"], by=request.actor)
            return HttpResponseRedirect(link("staff:team", pk=team.pk))
        except Refused as refusal:
            say_beside(form, refusal)
    sizes = Counter(pk for one in directory.agents().values() if one.is_active for pk in one.team_ids)
    rows = [(team, sizes[team.id]) for team in directory.teams().values()]
    context = {"form": form, "teams": sorted(rows, key=lambda row: not row[0].is_active)}
    return render(request, "staff/teams.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: AtendaRequest, pk: int) -> HttpResponse:
    """One team; a POST changes name and members."""
    found = _team(request, pk)
    members = [one.id for one in directory.agents().values() if pk in one.team_ids]
    data = request.POST if request.method == "POST" else None
    form = TeamPageForm(data, initial={"name": found.name, "members": members})
    if form.is_valid():
        try:
            deeds.change(found, **form.cleaned_data, by=request.actor)
            return HttpResponseRedirect(link("staff:teams"))
        except Refused as refusal:
            say_beside(form, refusal)
    return render(request, "staff/team.html", {"team": found, "form": form}, status=422 if form.is_bound else 200)


@require_POST
def retirement(request: AtendaRequest, pk: int) -> HttpResponse:
    """Retire the team, or with `undo` bring it back."""
    found = _team(request, pk)
    if request.POST.get("undo"):
        deeds.restore(found, by=request.actor)
    else:
        deeds.retire(found, by=request.actor, now=timezone.now())
    return HttpResponseRedirect(link("staff:teams"))


def _team(request: AtendaRequest, pk: int) -> Team:
    require(may_manage_teams(request.actor))
    found: Team | None = Team.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
