"""Macros: find them, make one, change it, retire it and bring it back."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atenda.access.abilities import require
from atenda.macros import macros as verbs
from atenda.macros.forms.macros import MacroForm
from atenda.macros.models import Macro, QuickReply
from atenda.macros.offered import macros_for
from atenda.macros.permissions import may_use_macros, may_use_replies
from atenda.macros.steps import told
from atenda.macros.views.finding import changeable, macro_or_404
from atenda.macros.views.keeping import Keeping, form_page, retirement
from atenda.macros.views.listing import listed
from atenda.macros.views.replies import words_of_fields
from atenda.staff.models import Agent
from atenda.staff.requests import AtendaRequest


def _change(kept: Macro, form: MacroForm, *, by: Agent, now: datetime) -> None:
    verbs.change(kept, by=by, now=now, **form.values)


KEEPING = Keeping(
    form=MacroForm,
    template="macros/macro.html",
    list_name="macros:macros",
    add=verbs.add,
    change=_change,
    retire=verbs.retire,
    restore=verbs.restore,
    offered=macros_for,
)


@require_safe
def macros(request: AtendaRequest) -> HttpResponse:
    require(may_use_macros(request.actor))
    context = listed(request, Macro, macros_for)
    named = {row.kept.does["reply"] for row in context["rows"] if "reply" in row.kept.does}
    seen = QuickReply.objects.visible_to(request.actor)
    names = dict(seen.filter(pk__in=named).values_list("pk", "name"))
    steps = {row.kept.pk: told(row.kept.does, names.get(row.kept.does.get("reply"), "")) for row in context["rows"]}
    context |= {"steps": steps, "may_replies": may_use_replies(request.actor)}
    return render(request, "macros/macros.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AtendaRequest) -> HttpResponse:
    require(may_use_macros(request.actor))
    return form_page(request, KEEPING, None, steps=[], **words_of_fields())


@require_http_methods(["GET", "HEAD", "POST"])
def macro(request: AtendaRequest, pk: int) -> HttpResponse:
    """What it does; whoever may, changes it."""
    kept = macro_or_404(request.actor, pk)
    if request.method == "POST":
        changeable(request.actor, kept)
    seen = QuickReply.objects.visible_to(request.actor).filter(pk=kept.does.get("reply") or 0)
    name = seen.values_list("name", flat=True).first() if "reply" in kept.does else ""
    return form_page(request, KEEPING, kept, steps=told(kept.does, name or ""), **words_of_fields())


@require_POST
def macro_retirement(request: AtendaRequest, pk: int) -> HttpResponse:
    return retirement(request, KEEPING, changeable(request.actor, macro_or_404(request.actor, pk)))
