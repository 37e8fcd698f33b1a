"""The cases of a question, shown as its address says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpResponse
from django.views.decorators.http import require_safe

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
    show = Show.TABLE if is_filtering else asked_of(request)[0].presentation.show
    return SHOWN.get(show, listing.cases)(request)
