"""The board: the cases of a question as cards, and how many a column should hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from atenda.access.abilities import require
from atenda.cases.permissions import may_edit_cases, may_manage_picklists
from atenda.history.deeds import one_deed
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment, go, say
from atenda.worklists.board_forms import LimitsForm
from atenda.worklists.boards import MOST_CARDS, Column, board
from atenda.worklists.columns import NAMES, Value
from atenda.worklists.filters import Choice
from atenda.worklists.limits import set_limits
from atenda.worklists.narrowing import COUNTED
from atenda.worklists.neighbours import Trail
from atenda.worklists.presentation import BY, TABLE, Show, shown
from atenda.worklists.question import Question, View, read_question
from atenda.worklists.views.asking import asked_of
from atenda.worklists.views.listing import frame_of, ways_on

SOURCE_ICONS = {
    "phone": "phone",
    "in_person": "user",
    "email": "mail",
    "web": "world",
    "chat": "message-circle",
}


def cases(request: AtendaRequest) -> HttpResponse:
    """A board by any list of values: view, filters, search and order are those of the list."""
    return render(request, "worklists/board.html", context_of(request))


def context_of(request: AtendaRequest) -> dict[str, Any]:
    """What the page shows of the question in its address; `?cards=12.60` asks for sixty cards of a column."""
    (question, saved), sizes = asked_of(request), read_sizes(request.GET.get("cards", ""))
    question = question.presented(shown(Show.BOARD, question.presentation.by, question.presentation.lanes))
    by, lanes = question.presentation.by, question.presentation.lanes
    frame, found = frame_of(request, question, saved), board(request.actor, question, sizes=sizes)
    return {
        **frame,
        **(ways_on(request.actor, question) if found.is_empty and frame["chips"] else {}),
        "board": found,
        "by": NAMES[by],
        "is_by_state": by == "state",
        "bys": [
            (NAMES[name], question.presented(shown(Show.BOARD, name, lanes)).query(), name == by)
            for name in BY[Show.BOARD]
        ],
        "cut": NAMES[lanes] if lanes else "",
        "cuts": [
            (
                NAMES[name] if name else _("Not cut"),
                question.presented(shown(Show.BOARD, by, name)).query(),
                name == lanes,
            )
            for name in ("", *BY[Show.BOARD])
            if name != by
        ],
        "source_icons": SOURCE_ICONS,
        "counted": COUNTED,
        "trail": lambda row: Trail(question, question.order.cursor(row)).query,
        "query": question.query(cards=written_sizes(sizes)),
        "limits_query": question.query(),
        "more": lambda column: question.query(cards=written_sizes({**sizes, column.value.key: column.more})),
        "in_list": lambda column, lane=None: in_list(question, column, lane),
        "alone": lambda value: only(question, value).query(),
        "may_move": may_edit_cases(request.actor),
        "may_limit": may_manage_picklists(request.actor),
    }


def in_list(question: Question, column: Column, lane: Value | None) -> str:
    """All of a column, or of it in one lane, as a table; the filters know no responsible."""
    values = [value for value in (column.value, lane) if value is not None]
    if any(value.field == "responsible" for value in values):
        return ""
    for value in values:
        question = only(question, value)
    return question.presented(TABLE).query()


def only(question: Question, value: Value) -> Question:
    """The question of those with this value, among all where it is out of the view."""
    if value.field == "responsible":
        return question
    question = question if value.field != "state" or question.view.holds(value.pk) else question.in_view(View.ALL)
    choices = {**question.filters.choices, value.field: Choice((value.pk,))}
    return question.with_filters(replace(question.filters, choices=choices))


def read_sizes(text: str) -> dict[str, int]:
    """How many cards of which column; what makes no sense is not there.

    >>> read_sizes("12.60,none.100,x.3,7.,9.99999999"), read_sizes("")
    ({'12': 60, 'none': 100}, {})
    """
    pairs = [each.partition(".") for each in text[:200].split(",")]
    return {
        key: int(size)
        for key, _dot, size in pairs
        if (key == "none" or key.isdecimal()) and size.isascii() and size.isdecimal() and 0 < int(size) <= MOST_CARDS
    }


def written_sizes(sizes: dict[str, int]) -> str:
    return ",".join(f"{key}.{size}" for key, size in sizes.items())


@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: AtendaRequest) -> HttpResponse:
    """How many cases each column should hold at most."""
    require(may_manage_picklists(request.actor))
    question = read_question(request.GET)
    field = question.presented(shown(Show.BOARD, question.presentation.by)).presentation.by
    form = LimitsForm(field, request.actor, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "question": question, "by": NAMES[field]}
        status = 422 if form.is_bound else 200
        if request.htmx:
            return fragment(request, "worklists/limits.html", "form", context, status)
        return render(request, "worklists/limits.html", context, status=status)
    with one_deed() as done:
        set_limits(field, form.limits, by=request.actor, now=timezone.now())
    if done.event_ids:
        say(request, _("Changes saved."))
    return go(request, link("worklists:cases") + question.query())
