"""The two ways in which a case ends: closing and cancelling (S0.64, S0.65, B32)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from atenda.access.abilities import require
from atenda.cases import events, permissions
from atenda.cases.editing import finish
from atenda.cases.forms import CancellingForm, ClosingForm, EndingForm
from atenda.cases.lifecycle import cancel
from atenda.cases.models import Case
from atenda.cases.views.finding import visible_case
from atenda.cases.views.making import with_new_values
from atenda.conversations.sides.reading import is_waiting
from atenda.history.deeds import one_deed
from atenda.history.models import Event
from atenda.organizations.refusals import Refused
from atenda.staff.models import Agent
from atenda.staff.requests import AtendaRequest
from atenda.ui.forms import say_beside
from atenda.ui.fragments import fragment, say
from atenda.worklists.views.trails import back_to_case

Deed = Callable[..., None]


@require_http_methods(["GET", "HEAD", "POST"])
def resolution(request: AtendaRequest, number: int) -> HttpResponse:
    """Close the case, with why and what solved it."""
    return _end(request, number, ClosingForm, "cases/closing.html", _close)


@require_http_methods(["GET", "HEAD", "POST"])
def cancellation(request: AtendaRequest, number: int) -> HttpResponse:
    """Cancel the case, with why: it ends unsolved."""
    return _end(request, number, CancellingForm, "cases/cancelling.html", cancel)


def said_of(recorded: Iterable[Event]) -> str:
    """What the page says when a case ended by what was done; nothing when it did not."""
    kinds = {event.kind for event in recorded}
    if events.CANCELLED.name in kinds:
        return _("Case cancelled.")
    return _("Case closed.") if events.CLOSED.name in kinds else ""


def _close(case: Case, *, also: Any, by: Agent, now: datetime, **values: Any) -> None:
    finish(case, also=with_new_values(also, by=by, now=now), by=by, now=now, **values)


def _end(request: AtendaRequest, number: int, kind: type[EndingForm], template: str, end: Deed) -> HttpResponse:
    case = visible_case(request, number)
    require(permissions.may_close_cases(request.actor))
    if request.method != "POST":
        fresh = kind.of(case, actor=request.actor)
        fresh.choose(request.GET.get("state", ""))
        return _page(request, template, case, fresh)
    form: Any = kind.of(case, request.POST, actor=request.actor)
    if not form.is_valid():
        return _page(request, template, case, form, status=422)
    try:
        with one_deed() as done:
            done.is_quiet = "quietly" in request.POST
            end(case, by=request.actor, now=timezone.now(), **form.values())
    except Refused as refusal:
        say_beside(form, refusal)
        return _page(request, template, case, form, status=422)
    if done.event_ids:
        say(request, said_of(done.events), undo=done.event_ids)
    return back_to_case(request, case)


def _page(request: AtendaRequest, template: str, case: Case, form: EndingForm, status: int = 200) -> HttpResponse:
    context = {"case": case, "form": form, "is_asking": is_waiting(case)}
    if request.htmx:
        return fragment(request, template, "form", context, status)
    return render(request, template, context, status=status)
