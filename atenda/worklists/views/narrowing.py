"""The filters of the list: their form, and how many cases each lets through."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from atenda.organizations.patience import TookTooLong, at_most
from atenda.searching.finding import PATIENCE
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment
from atenda.worklists.conditions import where
from atenda.worklists.forms import FiltersForm
from atenda.worklists.naming import MOST_COUNTED, chips
from atenda.worklists.narrowing import COUNTED, count
from atenda.worklists.question import Question, read_question


@require_safe
def filters(request: AtendaRequest) -> HttpResponse:
    """The form, with what the list is narrowed to already."""
    question = read_question(request.GET)
    context = {"question": question, "form": FiltersForm(question, request.actor)}
    if request.htmx:
        return fragment(request, "worklists/filters.html", "form", context)
    return render(request, "worklists/filters.html", context)


@require_safe
def counted(request: AtendaRequest) -> HttpResponse:
    """How many cases there are, and how many each filter would let through alone (up to COUNTED); or, of a list with
    nothing in it, how many there would be without each."""
    question = read_question(request.GET)
    try:
        with at_most(PATIENCE):
            context = _counted(request, question)
    except TookTooLong:
        context = {"number": None, "counts": []}
    return render(request, "worklists/_counted.html", {"question": question, "most": COUNTED, **context})


def _counted(request: AtendaRequest, question: Question) -> dict[str, Any]:
    used = chips(question, request.actor)[:MOST_COUNTED]
    number = count(where(request.actor, question), COUNTED + 1)
    each = [chip.alone if number else chip.without for chip in used]
    if number and len(used) < 2:
        counts = [number] * len(used)
    else:
        counts = [count(where(request.actor, one), COUNTED + 1) for one in each]
    return {"number": number, "counts": list(zip(used, counts, strict=True))}
