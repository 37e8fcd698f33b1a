"""The list of cases."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from atenda.cases.permissions import may_open_cases
from atenda.organizations.links import link
from atenda.searching.asking import Asked, understand
from atenda.searching.finding import excerpts, likely
from atenda.searching.marking import marked
from atenda.staff.models import Agent
from atenda.staff.requests import AtendaRequest
from atenda.worklists.bulk.asking import offered
from atenda.worklists.colours import colouring
from atenda.worklists.conditions import where
from atenda.worklists.grouping import LABELS as GROUPINGS
from atenda.worklists.naming import chips
from atenda.worklists.narrowing import count
from atenda.worklists.neighbours import Trail
from atenda.worklists.ordering import ORDERS, Order
from atenda.worklists.paging import PAGE, Page, page
from atenda.worklists.presentation import Presentation, Show, shown
from atenda.worklists.question import Question, View, read_question
from atenda.worklists.rows import Row
from atenda.worklists.saved import Saved
from atenda.worklists.table import look_of
from atenda.worklists.views.asking import asked_of
from atenda.worklists.views.drawing import drawn_rows, head
from atenda.worklists.views.groups import headings
from atenda.worklists.views.quick import KEYS, quick_fields
from atenda.worklists.views.tabs import tabs
from atenda.worklists.ways_out import in_all, ways_out

ORDER_NAMES = {
    "-folio": _("Folio, newest first"),
    "folio": _("Folio, oldest first"),
    "state": _("State, A to Z"),
    "-state": _("State, Z to A"),
    "category": _("Category, in the order of the list"),
    "-category": _("Category, from the last to the first"),
    "team": _("Team, A to Z"),
    "-team": _("Team, Z to A"),
    "responsible": _("Responsible, A to Z"),
    "-responsible": _("Responsible, Z to A"),
    "-created": _("Created, newest first"),
    "created": _("Created, oldest first"),
    "-priority": _("Priority, most urgent first"),
    "priority": _("Priority, least urgent first"),
    "due": _("Deadline, nearest first"),
    "-due": _("Deadline, farthest first"),
    "-contacted": _("Last contact, newest first"),
    "contacted": _("Last contact, oldest first"),
    "-changed": _("Changed, newest first"),
    "changed": _("Changed, oldest first"),
    "-closed": _("Closed, newest first"),
    "closed": _("Closed, oldest first"),
}
MARK = 48  # pixels of the column of marks
SHOWN = (Show.TABLE, Show.BOARD, Show.CHART)
EMPTY = {
    View.PENDING: _("Everything is solved. New cases appear here by themselves."),
    View.ALL: _("A case is a problem, complaint, question or incident of a customer."),
    View.NEW: _("No case is waiting to be looked at."),
    View.WORKING: _("Nobody is working on a case now."),
    View.WAITING: _("No case waits for somebody."),
    View.CLOSED: _("No case has been closed yet."),
}


@require_safe
def cases(request: AtendaRequest) -> HttpResponse:
    """Everything shown is in the address: view, filters, order, and the cursor of the page (B40)."""
    if "narrowed" in request.GET:  # the form of the filters says more than an address needs
        return HttpResponseRedirect(link("worklists:cases") + read_question(request.GET).query())
    question, saved = asked_of(request)
    before, after = request.GET.get("before", ""), request.GET.get("after", "")
    found = page(request.actor, question, before=before, after=after)
    if found.is_beyond and after:  # nothing is newer any more: the first page says what there is
        return HttpResponseRedirect(link("worklists:cases") + question.query())
    frame = frame_of(request, question, saved)
    is_empty = bool(frame["chips"]) and not (found.rows or found.is_beyond)
    many = offered(request.actor)
    quick = " ".join(KEYS[name].upper() for name in quick_fields(request.actor))
    number = frame["number"] if not question.filters else _number(found, is_first=not (before or after))
    look = look_of(request.actor, question, saved)
    words = _of_words(request.actor, question, found)
    columns = [*([_marks(marks=bool(many))] if many or quick else []), *head(look, question)]
    now = timezone.now()
    groups = headings(found.rows, question.group, now, with_finished=question.view.finished is not False)
    coloured = colouring(saved.colours, request.actor, now) if saved else None
    around = {"coloured": coloured, "many": many, "quick": quick, "headings": groups, "width": len(columns), **words}
    context = {
        **frame,
        "page": found,
        "columns": columns,
        "group_keys": ",".join(dict.fromkeys(group.key for group in groups.values())),
        "look": look,
        "rows": drawn_rows(look, page=found, trail=_trail(question), **around),
        "many": many,
        "quick": quick,
        "older": question.query(before=found.older) if found.older else "",
        "newer": question.query(after=found.newer) if found.newer else "",
        "number": number,
        **words,
        **(ways_on(request.actor, question) if is_empty else {}),
        "empty_why": EMPTY[question.view],
        "may_open": may_open_cases(request.actor),
    }
    return render(request, "worklists/list.html", context)


def given_up(request: AtendaRequest, question: Question, saved: Saved | None) -> HttpResponse:
    """In the place of cases, that they take too long to find; the words stay in their field."""
    context = {**frame_of(request, question, saved), "page": Page([], "", ""), "took_too_long": True}
    return render(request, "worklists/list.html", context)


def ways_on(actor: Agent, question: Question) -> dict[str, Any]:
    """What may be dropped where filters leave no case (B41), and the words that may have been meant."""
    asked = understand(question.filters.words, with_customers=False) if question.filters.words else None
    return {
        "marked": asked is not None,
        "meant": _meant(actor, question, asked) if asked else None,
        "ways_out": ways_out(actor, question),
        "beyond": in_all(actor, question),
    }


def _marks(*, marks: bool) -> dict[str, Any]:
    """The head of the column in which rows are marked, and changed without being opened."""
    return {"label": _("All on this page"), "kind": "mark", "width": MARK, "mark" if marks else "hidden": True}


def _of_words(actor: Agent, question: Question, found: Page) -> dict[str, Any]:
    """What marks the words that were looked for, and where else they stand in each case."""
    if not question.filters.words:
        return {"marked": None}
    asked = understand(question.filters.words, with_customers=False)
    return {
        "marked": lambda text: marked(text, asked),
        "excerpts": excerpts({row.folio: row.reference for row in found.rows}, asked),
    }


def _meant(actor: Agent, question: Question, asked: Asked) -> tuple[str, str] | None:
    """Words like those that were typed, and the address of the cases that have them; only where one sees some."""
    other = likely(actor, asked)
    if other is None:
        return None
    meant = question.with_filters(question.filters.saying(other.text))
    return (other.text, meant.query()) if count(where(actor, meant), 1) else None


def frame_of(request: AtendaRequest, question: Question, saved: Saved | None = None) -> dict[str, Any]:
    """What stands around the cases of a question, however they are shown: see the blocks of `list.html`.

    How many there are is known at once where nothing narrows them.
    """
    above = tabs(request.actor, question, saved)
    return {
        **above,
        "question": question,
        "view": question.view,
        "here": request.get_full_path(),
        "first": question.query(),
        **(_menus(question) if question.filters else _usual_menus(*_beside_filters(question), get_language())),
        "chips": chips(question, request.actor) if question.filters else [],
        "number": None if question.filters else above["counts"][question.view],
        "bare": question.without_filters.query(),
        "in_all": question.in_view(View.ALL).query(),
        "took_too_long": False,
    }


def _menus(question: Question) -> dict[str, Any]:
    """How else they may be put in order, grouped and shown."""
    return {
        "orders": [
            (question.in_order(name).query(), str(label), name == question.order.name)
            for name, label in ORDER_NAMES.items()
            if name in ORDERS
        ],
        "groupings": [
            (question.grouped(by).query(), str(label), by == question.group)
            for by, label in (("", _("Not grouped")), *GROUPINGS.items())
        ],
        "ways_shown": [_way(show, question) for show in SHOWN],
    }


def _beside_filters(question: Question) -> tuple[View, Order, Presentation, str, str]:
    return question.view, question.order, question.presentation, question.saved, question.group


@lru_cache(maxsize=500)
def _usual_menus(
    view: View, order: Order, presentation: Presentation, saved: str, group: str, language: str
) -> dict[str, Any]:
    """Where nothing is filtered the same forty addresses are asked for again and again."""
    return _menus(Question(view, order, presentation=presentation, saved=saved, group=group))


def _way(show: Show, question: Question) -> dict[str, object]:
    href = question.presented(shown(show)).query()
    return {"label": str(show.label), "href": href, "is_here": show == question.presentation.show}


def _trail(question: Question) -> Callable[[Row], str]:
    """What the address of a row's case ends with."""
    return lambda row: Trail(question, question.order.cursor(row)).query


def _number(found: Page, *, is_first: bool) -> int | None:
    """How many there are, where a page of them says it."""
    return len(found.rows) if is_first and not found.older and len(found.rows) <= PAGE else None
