"""The cases of a question, shown as its address says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from atenda.organizations.patience import TookTooLong, at_most
from atenda.searching.finding import PATIENCE
from atenda.staff.requests import AtendaRequest
from atenda.worklists.presentation import Show
from atenda.worklists.views import boards, listing
from atenda.worklists.views.asking import asked_of

SHOWN: Mapping[Show, Callable[[AtendaRequest], HttpResponse]] = {
    Show.TABLE: listing.cases,
    Show.BOARD: boards.cases,
}


@require_safe
def cases(request: AtendaRequest) -> HttpResponse:
    """As a table, on a board…"""
    is_filtering = "narrowed" in request.GET  # the form of the filters: the table makes an address of it
    question, saved = asked_of(request)
    show = listing.cases if is_filtering else SHOWN.get(question.presentation.show, listing.cases)
    if not question.filters.words:
        return show(request)
    try:
        with at_most(PATIENCE):
            return show(request)
    except TookTooLong:
        return listing.given_up(request, question, saved)
