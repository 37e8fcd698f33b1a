"""Move a card of a board: by drag, by key or by its form, always the same deed."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from atenda.access.abilities import require
from atenda.cases import catalogue, permissions
from atenda.cases.models import Case, Lifecycle
from atenda.cases.moving import check_move
from atenda.cases.views.finding import visible_case
from atenda.history.deeds import one_deed
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import announce, fragment, go, say
from atenda.worklists import placing
from atenda.worklists.board_forms import PlaceForm
from atenda.worklists.columns import Value
from atenda.worklists.presentation import Show, shown
from atenda.worklists.question import Question
from atenda.worklists.views.asking import asked_of
from atenda.worklists.views.boards import context_of

BOARD = "cases-list"  # the element that a drag has answered with the whole board


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: AtendaRequest, number: int) -> HttpResponse:
    """`?by=` and `?lanes=` say of which board, and the rest of the address what is on it."""
    case, question = visible_case(request, number), _of_board(request)
    require(permissions.may_edit_cases(request.actor))
    form = PlaceForm(case, question.presentation, request.actor, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _form(request, case, question, form)
    to = form.to
    _require_what_changes(request, case, to)
    try:
        if ending := _ending(request, case, to, form.seen):
            return _ask_for(request, question, ending)
        with one_deed() as done:
            placing.place(case, to, seen=form.seen, by=request.actor, now=timezone.now())
    except Refused as refusal:
        if request.htmx and request.htmx.target == BOARD:
            return announce(_board(request, question), str(refusal), kind="error")
        form.add_error(None, str(refusal))
        return _form(request, case, question, form)
    sentence = _("Case %(number)s: %(places)s.") % {
        "number": case.folio,
        "places": ", ".join(value.label for value in to.values()),
    }
    if request.htmx and request.htmx.target == BOARD:
        answer = _board(request, question)
        return announce(answer, sentence, undo=done.event_ids) if done.event_ids else answer
    if done.event_ids:
        say(request, sentence, undo=done.event_ids)
    return go(request, _address(request, question))


def _of_board(request: AtendaRequest) -> Question:
    question = asked_of(request)[0]
    asked = question.presentation
    return question.presented(shown(Show.BOARD, asked.by, asked.lanes))


def _require_what_changes(request: AtendaRequest, case: Case, to: dict[str, Value]) -> None:
    """As for the form of how a case stands: assigning, closing and reopening are abilities of their own."""
    actor = request.actor
    changed = {field for field, value in to.items() if placing.key_of(case, field) != value.key}
    require(permissions.may_fill_in(actor, changed))
    if "state" in changed:
        require(not to["state"].is_finished or permissions.may_close_cases(actor))
        require(case.is_pending or to["state"].is_finished or permissions.may_reopen_cases(actor))


def _ending(request: AtendaRequest, case: Case, to: dict[str, Value], seen: dict[str, str]) -> str:
    """Where to say how the case ends, when it would end by this; nothing otherwise.

    Raises MovedMeanwhile, MoveBarred.
    """
    state = to.get("state")
    if state is None or state.pk is None or not state.is_finished or not case.is_pending:
        return ""
    placing.check_seen(case, to, seen, actor=request.actor)
    check_move(case.type_id, case.state_id, state.pk)
    cancels = catalogue.states()[state.pk].lifecycle == Lifecycle.CANCELLED
    door = "cases:cancellation" if cancels else "cases:resolution"
    return f"{link(door, number=case.folio)}?state={state.pk}"


def _ask_for(request: AtendaRequest, question: Question, address: str) -> HttpResponse:
    """In the panel: over the board, where the card is back in its place."""
    if not request.htmx:
        return HttpResponseRedirect(address)
    answer = _board(request, question) if request.htmx.target == BOARD else HttpResponse(status=204)
    answer.headers["HX-Trigger"] = json.dumps({"atenda:panel": {"address": address}})
    return answer


def _board(request: AtendaRequest, question: Question) -> HttpResponse:
    """The whole of it, to take the place of the one that asked."""
    return render(request, "worklists/board.html", {**context_of(request), "here": _address(request, question)})


def _address(request: AtendaRequest, question: Question) -> str:
    return link("worklists:cases") + question.query(cards=request.GET.get("cards", ""))


def _form(request: AtendaRequest, case: Case, question: Question, form: PlaceForm) -> HttpResponse:
    context: dict[str, Any] = {
        "case": case,
        "form": form,
        "query": question.query(cards=request.GET.get("cards", "")),
        "board_address": _address(request, question),
    }
    status = 422 if form.is_bound else 200
    if request.htmx:
        return fragment(request, "worklists/place.html", "form", context, status)
    return render(request, "worklists/place.html", context, status=status)
