"""The rules of colour of a saved view."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from atenda.history.deeds import one_deed
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import go
from atenda.worklists import saving
from atenda.worklists.colours import MOST
from atenda.worklists.forms import RuleForm
from atenda.worklists.views.saving import changeable, view_form


@require_POST
def colours(request: AtendaRequest, pk: int) -> HttpResponse:
    """Add a rule at the end, or with `remove` take away the one of that place."""
    row, saved = changeable(request, pk)
    rules: list[Any] = list(row.colours)
    place, form = request.POST.get("remove", ""), None
    if place:
        if place.isascii() and place.isdecimal() and len(place) < 4 and int(place) < len(rules):
            del rules[int(place)]
    else:
        form = RuleForm(request.POST)
        if form.is_valid():
            rules = [*rules, form.rule][-MOST:]
    if form is None or form.is_valid():
        with one_deed():
            saving.change(row, colours=rules, by=request.actor)
        if not request.htmx:
            return go(request, link("worklists:view", pk=pk))
        form = None
    return view_form(request, row, saved, rule_form=form)
