"""The bell, and what one wants to hear: everybody's own."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from atenda.notices import bell as behind
from atenda.notices.forms import PreferenceForm
from atenda.notices.models import Channel, Kind
from atenda.notices.policy import heading
from atenda.notices.preferences import prefer, preference_of
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest

MOST = 2**63
KINDS = (Kind.OPENED, Kind.WROTE, Kind.FAILED, Kind.EDITED, Kind.CLOSED, Kind.NOTED)


@require_safe
def bell(request: AtendaRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    lines, older = behind.lines(request.actor, before=int(before) if before.isdecimal() and len(before) < 19 else 0)
    return render(request, "notices/bell.html", {"lines": lines, "older": older})


@require_safe
def count(request: AtendaRequest) -> HttpResponse:
    """How many are new, for the bar at the top; nothing when there are none."""
    number = behind.unread(request.actor)
    if not number:
        return HttpResponse("")
    shown = str(number) if number <= behind.MOST_COUNTED else f"{behind.MOST_COUNTED}+"
    says = ngettext("%(n)s new notice", "%(n)s new notices", number) % {"n": shown}
    seen = Markup('<span class="bell-count" aria-hidden="true">{}</span><span class="visually-hidden">{}</span>')
    return HttpResponse(seen.format(shown, says))


@require_POST
def reading(request: AtendaRequest) -> HttpResponse:
    """Everything has been read."""
    behind.read(request.actor, now=timezone.now())
    return HttpResponseRedirect(link("notices:bell"))


@require_POST
def one_reading(request: AtendaRequest, pk: int) -> HttpResponse:
    """This line has been read; on to its case, or to what it is about."""
    line = behind.own(request.actor, pk) if pk < MOST else None
    if line is None or not (line.case or line.leads_to):
        raise Http404
    behind.read(request.actor, now=timezone.now(), pk=line.pk)
    return HttpResponseRedirect(link("cases:case", number=line.case.folio) if line.case else link(line.leads_to))


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: AtendaRequest) -> HttpResponse:
    """What one wants to hear, by which channel, and when (B59)."""
    preference = preference_of(request.actor)
    form = PreferenceForm.of(preference, request.POST if request.method == "POST" else None)
    if form.is_valid():
        prefer(request.actor, **form.values(preference), now=timezone.now())
        return HttpResponseRedirect(f"{link('notices:preferences')}?saved=1")
    context = {**wishes_page(form), "is_saved": "saved" in request.GET}
    return render(request, "notices/preferences.html", context, status=422 if form.is_bound else 200)


def wishes_page(form: PreferenceForm) -> dict[str, Any]:
    """What the fields of somebody's wishes need."""
    rows = [(heading(kind), [(channel, f"{kind}:{channel}") for channel in Channel]) for kind in KINDS]
    return {"form": form, "rows": rows, "channels": list(Channel)}
