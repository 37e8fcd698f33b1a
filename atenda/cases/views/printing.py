"""A case on paper (B81): without menus, the whole timeline in the order in which it happened."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from atenda.cases.facts import facts
from atenda.cases.field_rules import rules
from atenda.cases.views.finding import visible_case
from atenda.conversations.timeline import timeline
from atenda.customers.calling import caller
from atenda.staff.requests import AtendaRequest

MOST = 2000  # entries on one page; a longer case is printed in parts


@require_safe
def printed(request: AtendaRequest, number: int) -> HttpResponse:
    """`?notes=no` leaves the internal notes out; `?before=` is where the part before begins."""
    case = visible_case(request, number)
    before, now = request.GET.get("before", ""), timezone.now()
    start = int(before) if before.isdecimal() and len(before) < 10 else 0
    part = timeline(case, reader=request.actor, now=now, before=start, size=MOST)
    with_notes = request.GET.get("notes") != "no"
    shown = {name for name, rule in rules(case.type_id).items() if rule.shown}
    context = {
        "case": case,
        "shown": shown,
        "facts": list(facts(case, shown)),
        "customer": caller(contact=case.contact, account=case.account),
        "entries": [entry for entry in reversed(part.entries) if with_notes or not entry.kind.startswith("note.")],
        "older": part.older,
        "with_notes": with_notes,
        "now": now,
    }
    return render(request, "cases/print.html", context)
