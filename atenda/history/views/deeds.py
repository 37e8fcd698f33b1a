"""What I did lately, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from atenda.access.abilities import require
from atenda.customers.permissions import may_manage_tags
from atenda.history.deeds import one_deed
from atenda.history.models import Event
from atenda.history.sight import in_sight
from atenda.history.undoing import MOST_AT_ONCE, may_undo, undo, way_back
from atenda.history.worklists import deeds_of
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import go, say


@require_safe
def deeds(request: AtendaRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    until = int(before) if before.isdecimal() and len(before) < 19 else 0
    page = deeds_of(request.actor, seen_by=request.actor, now=timezone.now(), before=until)
    return render(request, "history/deeds.html", {"deeds": page, "may_manage_tags": may_manage_tags(request.actor)})


@require_POST
def undoing(request: AtendaRequest) -> HttpResponse:
    """Take back a deed: `deed` names its events, as in 12-13. All of them, the last first, or nothing."""
    events = _events(request)
    now = timezone.now()
    for event in events:
        require(may_undo(request.actor, event, now))
    try:
        with one_deed() as taken_back:
            for event in events:
                undo(event, by=request.actor, now=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        say(request, _("Undone."), undo=way_back(taken_back, by=request.actor, now=now))
    return go(request, _next(request))


def _events(request: AtendaRequest) -> list[Event]:
    """The events named, newest first, all of cases and customers the person may see; else 404."""
    named = request.POST.get("deed", "").split("-")
    if len(named) > MOST_AT_ONCE or not all(each.isdecimal() and len(each) < 19 for each in named):
        raise Http404
    seen = Event.objects.filter(in_sight(request.actor), pk__in=named)
    events = list(seen.select_related("case").order_by("-pk"))
    if len(events) != len(set(named)):
        raise Http404
    return events


def _next(request: AtendaRequest) -> str:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and is_ours else link("history:deeds")
