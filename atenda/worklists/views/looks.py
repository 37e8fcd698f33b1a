"""Which columns a table has, in what order and how wide: per view and per person (B45)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from atenda.history.deeds import one_deed
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment, go, say
from atenda.ui.order import move
from atenda.worklists import saving
from atenda.worklists.habits import like
from atenda.worklists.models import Reach, SavedView
from atenda.worklists.permissions import may_change_view
from atenda.worklists.saved import Saved
from atenda.worklists.table import COLUMNS, NARROWEST, WIDEST, known, look_key, look_of, read_widths
from atenda.worklists.views.asking import asked_of


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: AtendaRequest) -> HttpResponse:
    """The columns of the list that the address asks for. A POST with `up` or `down` only moves one on the page; with
    `usual` there are the usual ones again; else what is chosen is kept."""
    question, saved = asked_of(request)
    look = look_of(request.actor, question, saved)
    if request.method != "POST":
        return _page(
            request, question.query(), saved, known([*look.columns, *COLUMNS]), look.columns, look.widths or {}
        )
    said = request.POST
    order = [*dict.fromkeys([*(name for name in said.getlist("order") if name in COLUMNS), *COLUMNS])]
    chosen = [name for name in order if name in said.getlist("column")]
    widths = read_widths({name: said.get(f"width_{name}", "") for name in order})
    if "up" in said or "down" in said:
        move(order, said.get("up") or said.get("down") or "", -1 if "up" in said else 1)
        return _page(request, question.query(), saved, order, chosen, widths)
    if "usual" in said:
        chosen, widths = [], {}
    wanted: dict[str, Any] = {"columns": list(known(chosen)), "widths": widths}
    with one_deed() as done:
        if saved and _is_shared(request, saved) and "everybody" in said:
            saving.change(SavedView.objects.get(pk=saved.pk), by=request.actor, **wanted)
            wanted = {"columns": [], "widths": {}}
        like(look_key(question), by=request.actor, **wanted)
    if done.event_ids:
        say(request, _("The view “%(name)s” is saved.") % {"name": saved}, undo=done.event_ids)
    return go(request, link("worklists:cases") + question.query())


@require_POST
def widths(request: AtendaRequest) -> HttpResponse:
    """As wide as somebody drew them."""
    question, _saved = asked_of(request)
    like(look_key(question), by=request.actor, widths=read_widths(request.POST.dict()))
    return HttpResponse(status=204)


def _is_shared(request: AtendaRequest, saved: Saved) -> bool:
    return saved.reach != Reach.OWN and may_change_view(request.actor, saved)


def _page(
    request: AtendaRequest, query: str, saved: Saved | None, order: Sequence[str], chosen: Sequence[str], widths: Any
) -> HttpResponse:
    context = {
        "query": query,
        "saved": saved,
        "is_shared": saved is not None and _is_shared(request, saved),
        "columns": [(COLUMNS[name], name in chosen, widths.get(name, "")) for name in order],
        "narrowest": NARROWEST,
        "widest": WIDEST,
    }
    if request.htmx:
        return fragment(request, "worklists/columns.html", "form", context)
    return render(request, "worklists/columns.html", context)
