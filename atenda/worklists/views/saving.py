"""Save what the list is asked as a view; change one, remove one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from atenda.access.abilities import require
from atenda.history.deeds import one_deed
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.models import Team
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment, go, say
from atenda.worklists import saving
from atenda.worklists.colours import read_rules
from atenda.worklists.forms import RuleForm, ViewForm
from atenda.worklists.habits import liking_of, pin
from atenda.worklists.models import SavedView
from atenda.worklists.naming import chips
from atenda.worklists.permissions import may_change_view
from atenda.worklists.question import Question
from atenda.worklists.saved import Saved, as_saved
from atenda.worklists.views.asking import asked_of


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AtendaRequest) -> HttpResponse:
    """A view that asks what the address asks, and looks as the list does now."""
    question, origin = asked_of(request)
    posted = request.POST if request.method == "POST" else None
    form = ViewForm(posted, actor=request.actor, initial={"reach": "own"})
    if form.is_valid():
        key = question.saved or question.view.value
        look: dict[str, Any] = dict(liking_of(request.actor).looks.get(key, {}))
        if origin:
            look = {"columns": list(origin.columns), "widths": dict(origin.widths), **look}
            look["colours"] = [dict(rule) for rule in origin.colours]
        try:
            with one_deed() as done:
                view = saving.save(**_named(form), asked=question.asked, by=request.actor, **look)
                pin(str(view.pk), is_pinned=True, by=request.actor)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            say(request, _("The view “%(name)s” is saved.") % {"name": view.name}, undo=done.event_ids)
            return go(request, link("worklists:cases") + as_saved(view).query)
    context = {"form": form, "question": question, "chips": chips(question, request.actor)}
    return _form(request, "worklists/view_new.html", context, is_refused=form.is_bound)


@require_http_methods(["GET", "HEAD", "POST"])
def view(request: AtendaRequest, pk: int) -> HttpResponse:
    """Its name, and whose it is."""
    row, saved = changeable(request, pk)
    posted = request.POST if request.method == "POST" else None
    initial = {"name": row.name, "reach": row.reach, "team": row.team_id}
    form = ViewForm(posted, actor=request.actor, owner=row.owner_id, initial=initial)
    if form.is_valid():
        try:
            with one_deed() as done:
                saving.change(row, **_named(form), by=request.actor)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            _say_saved(request, row, done.event_ids)
            return go(request, link("worklists:cases") + saved.query)
    return view_form(request, row, saved, form=form)


@require_POST
def question(request: AtendaRequest, pk: int) -> HttpResponse:
    """The view asks from now on what the address asks."""
    row, saved = changeable(request, pk)
    asked, _origin = asked_of(request)
    with one_deed() as done:
        saving.change(row, asked=asked.asked, by=request.actor)
    _say_saved(request, row, done.event_ids)
    return HttpResponseRedirect(link("worklists:cases") + saved.query)


@require_POST
def removal(request: AtendaRequest, pk: int) -> HttpResponse:
    row, _saved = changeable(request, pk)
    with one_deed() as done:
        saving.remove(row, by=request.actor, now=timezone.now())
    say(request, _("The view “%(name)s” is removed.") % {"name": row.name}, undo=done.event_ids)
    return go(request, link("worklists:views"))


def visible_view(request: AtendaRequest, pk: int) -> SavedView:
    """Raises Http404 for one this person does not see."""
    row: SavedView | None = SavedView.objects.visible_to(request.actor).filter(pk=pk, removed_at=None).first()
    if row is None:
        raise Http404
    return row


def changeable(request: AtendaRequest, pk: int) -> tuple[SavedView, Saved]:
    row = visible_view(request, pk)
    saved = as_saved(row)
    require(may_change_view(request.actor, saved))
    return row, saved


def view_form(
    request: AtendaRequest,
    row: SavedView,
    saved: Saved,
    *,
    form: ViewForm | None = None,
    rule_form: RuleForm | None = None,
) -> HttpResponse:
    """The page of a view, with what was refused of it."""
    initial = {"name": row.name, "reach": row.reach, "team": row.team_id}
    context = {
        "form": form or ViewForm(actor=request.actor, owner=row.owner_id, initial=initial),
        "rule_form": rule_form or RuleForm(),
        "rules": [(rule, chips(Question(filters=rule.filters), request.actor)) for rule in read_rules(row.colours)],
        "saved": saved,
        "chips": chips(saved.question, request.actor),
    }
    is_refused = bool((form and form.is_bound) or (rule_form and rule_form.is_bound))
    return _form(request, "worklists/view.html", context, is_refused=is_refused)


def _named(form: ViewForm) -> dict[str, Any]:
    team = form.cleaned_data["team"]
    return {
        "name": form.cleaned_data["name"],
        "reach": form.cleaned_data["reach"],
        "team": Team.objects.filter(pk=team).first() if team else None,
    }


def _say_saved(request: AtendaRequest, row: SavedView, events: list[int]) -> None:
    say(request, _("The view “%(name)s” is saved.") % {"name": row.name}, undo=events)


def _form(request: AtendaRequest, template: str, context: dict[str, Any], *, is_refused: bool) -> HttpResponse:
    status = 422 if is_refused else 200
    if request.htmx:
        return fragment(request, template, "form", context, status=status)
    return render(request, template, context, status=status)
