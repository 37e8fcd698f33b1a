"""Who else is at a case, in words; the stream says who, in numbers (B7)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from atenda.cases.views.finding import visible_case
from atenda.staff import directory
from atenda.staff.directory import Colleague
from atenda.staff.requests import AtendaRequest

MOST = 50


@require_safe
def presence(request: AtendaRequest, number: int) -> HttpResponse:
    """`?looking=3,5&writing=5`: the people of these numbers, whoever writes first."""
    case = visible_case(request, number)
    writing = _people(request, "writing")
    looking = [person for person in _people(request, "looking") if person not in writing]
    return render(request, "cases/_presence.html", {"case": case, "writing": writing, "looking": looking})


def _people(request: AtendaRequest, name: str) -> list[Colleague]:
    """The colleagues named, but for oneself; what is no number of a colleague is nobody."""
    known = directory.agents()
    asked = request.GET.get(name, "")[:1000].split(",")[:MOST]
    numbers = {int(each) for each in asked if each.isascii() and each.isdecimal() and len(each) < 19}
    return [known[pk] for pk in sorted(numbers) if pk in known and pk != request.actor.pk]
