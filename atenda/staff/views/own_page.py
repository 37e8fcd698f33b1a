"""The settings' first page, and one's own."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from atenda.access.abilities import require
from atenda.organizations.links import link
from atenda.staff import directory, membership, own_account
from atenda.staff.forms import OwnPageForm
from atenda.staff.permissions import may_manage_anything
from atenda.staff.requests import AtendaRequest
from atenda.staff.sections import SECTIONS


@require_safe
def settings(request: AtendaRequest) -> HttpResponse:
    require(may_manage_anything(request.actor))
    sections = [section for section in SECTIONS if request.actor.can(section.ability)]
    return render(request, "staff/settings.html", {"sections": sections})


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: AtendaRequest) -> HttpResponse:
    """One's own name, time zone, language, theme and ways in."""
    data = request.POST if request.method == "POST" else None
    actor = request.actor
    initial = {"name": actor.name, "position": actor.position, "phone": actor.phone}
    initial["time_zone"] = actor.identity.time_zone
    form = OwnPageForm(data, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        membership.rename(actor, said["name"], by=actor)
        given = {name: said[name] for name in ("position", "phone") if name in request.POST}
        membership.present(actor, **given, by=actor)
        if "time_zone" in request.POST:
            own_account.live_in(actor.identity, said["time_zone"])
        return HttpResponseRedirect(f"{link('staff:me')}?saved=1")
    names = directory.teams()
    teams = [names[pk].name for pk in directory.team_ids_of(actor.pk) if pk in names]
    context = {"form": form, "teams": sorted(teams), "is_saved": "saved" in request.GET}
    return render(request, "staff/me.html", context, status=422 if form.is_bound else 200)
