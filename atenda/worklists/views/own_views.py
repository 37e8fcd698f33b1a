"""All views on one page, which of them stand as tabs, which one starts with, and how many cases each holds."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from atenda.access.abilities import RoleKind, require
from atenda.access.models import Role
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import go
from atenda.ui.order import move
from atenda.worklists.conditions import where
from atenda.worklists.habits import arrange, liking_of, pin, role_starts, set_role_start, start_with
from atenda.worklists.naming import chips
from atenda.worklists.narrowing import COUNTED, count
from atenda.worklists.paging import tab_counts
from atenda.worklists.permissions import may_change_view, may_set_role_starts
from atenda.worklists.saved import find
from atenda.worklists.views.tabs import groups, known, rearranged, standing, start_choices

MOST_COUNTED = 12


@require_safe
def views(request: AtendaRequest) -> HttpResponse:
    actor = request.actor
    liking = liking_of(actor)
    rows = [
        (
            label,
            [
                (view, chips(view.question, actor), view.key in liking.pinned, may_change_view(actor, view))
                for view in some
            ],
        )
        for label, some in groups(actor)
    ]
    kinds, starts = list(RoleKind), role_starts()
    roles = sorted(Role.objects.all(), key=lambda role: kinds.index(RoleKind(role.kind)))
    context = {
        "groups": rows,
        "tabs": standing(actor),
        "starts": start_choices(actor),
        "start": liking.start,
        "role_starts": start_choices(actor, of_all=True),
        "roles": [(role, starts.get(role.pk, "")) for role in roles] if may_set_role_starts(actor) else [],
    }
    return render(request, "worklists/views.html", context)


@require_POST
def order(request: AtendaRequest) -> HttpResponse:
    """Views in the order of the page; with `up` or `down`, one of them a place further."""
    keys = [*dict.fromkeys(request.POST.getlist("order"))]
    for name, step in (("up", -1), ("down", 1)):
        move(keys, request.POST.get(name, ""), step)
    arrange(rearranged(request.actor, keys), by=request.actor)
    return HttpResponse(status=204) if request.htmx else go(request, link("worklists:views"))


@require_safe
def counts(request: AtendaRequest) -> HttpResponse:
    """How many cases each tab holds (up to COUNTED, where nobody counts them anyway), all by one request (B42)."""
    opened = find(request.actor, request.GET.get("saved", ""))
    found = standing(request.actor, opened)[:MOST_COUNTED]
    numbers = [(view.key, count(where(request.actor, view.question), COUNTED + 1)) for view in found]
    six = [] if "narrowed" in request.GET else [(view.value, n) for view, n in tab_counts(request.actor).items()]
    return render(request, "worklists/_tab_counts.html", {"numbers": numbers, "six": six, "most": COUNTED})


@require_POST
def pinning(request: AtendaRequest) -> HttpResponse:
    """Let a view stand as a tab, or with `undo` no more."""
    view = find(request.actor, request.POST.get("view", ""))
    if view is None:
        raise Http404
    pin(view.key, is_pinned=not request.POST.get("undo"), by=request.actor)
    return go(request, link("worklists:views"))


@require_POST
def start(request: AtendaRequest) -> HttpResponse:
    """What one starts with; nothing is what the role starts with."""
    start_with(_start_in(request, "view"), by=request.actor)
    return go(request, link("worklists:views"))


@require_POST
def starts_of_roles(request: AtendaRequest) -> HttpResponse:
    require(may_set_role_starts(request.actor))
    for role in Role.objects.all():
        if role.kind in request.POST:
            set_role_start(role, _start_in(request, role.kind), by=request.actor)
    return go(request, link("worklists:views"))


def _start_in(request: AtendaRequest, name: str) -> str:
    key = request.POST.get(name, "")
    if key and not known(request.actor, key):
        raise Http404
    return key
