"""From case to case, in the view one came from."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from atenda.cases.models import Case
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.addresses import fields_of, parts_of
from atenda.ui.fragments import go
from atenda.worklists.neighbours import Trail, neighbour, read_trail


@require_safe
def following(request: AtendaRequest) -> HttpResponse:
    """To the next case of the view; after the last one to the end of the list, which says so."""
    return _go_on(request, forward=True)


@require_safe
def preceding(request: AtendaRequest) -> HttpResponse:
    """To the previous case of the view; before the first one to the list."""
    return _go_on(request, forward=False)


def trail_of(request: AtendaRequest) -> Trail | None:
    """Where the person came from: said by the address, or by that of the page a deed was done on."""
    for address in (request.get_full_path(), request.headers.get("HX-Current-URL"), request.headers.get("Referer")):
        said = dict(fields_of(parts_of(address).query))
        if "from" in said and (trail := read_trail(said["from"], said.get("in", ""))):
            return trail
    return None


def case_address(request: AtendaRequest, folio: int) -> str:
    """The page of a case, keeping the trail."""
    trail = trail_of(request)
    return link("cases:case", number=folio) + (trail.query if trail else "")


def back_to_case(request: AtendaRequest, case: Case) -> HttpResponse:
    """To the case, or, when the deed took it out of what the person may see, to the list. A deed done in a panel over
    the list, or over a board, leads back there."""
    if over := _list_below(request):
        return go(request, over)
    seen = Case.objects.visible_to(request.actor).filter(pk=case.pk).exists()
    return go(request, case_address(request, case.folio) if seen else link("worklists:cases"))


def list_left(request: AtendaRequest) -> str:
    """What the list asked that the person came from: carried along by the page (`back`), or said by the browser."""
    before = parts_of(request.headers.get("Referer"))
    said = request.POST.get("back") or request.GET.get("back")
    return said or (before.query if before.path == link("worklists:cases") else "")


def list_again(request: AtendaRequest) -> str:
    """The address of that list."""
    fields = urlencode(fields_of(list_left(request)))
    return link("worklists:cases") + (f"?{fields}" if fields else "")


def _list_below(request: AtendaRequest) -> str:
    """The address of the list that a panel stands over; nothing where there is none."""
    below = parts_of(request.headers.get("HX-Current-URL"))
    return f"{below.path}?{below.query}" if below.path == link("worklists:cases") else ""


def _go_on(request: AtendaRequest, *, forward: bool) -> HttpResponse:
    trail = read_trail(request.GET.get("from", ""), request.GET.get("in", ""))
    if trail is None:
        return HttpResponseRedirect(link("worklists:cases"))
    if found := neighbour(request.actor, trail, forward=forward):
        folio, there = found
        return HttpResponseRedirect(link("cases:case", number=folio) + there.query)
    return HttpResponseRedirect(link("worklists:cases") + (trail.rest_query if forward else trail.list_query))
