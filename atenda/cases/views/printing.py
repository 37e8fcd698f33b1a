"""A case on paper (B81): without menus, the whole timeline in the order in which it happened."""

from __future__ import annotations

from collections.abc import Container, Iterator

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from atenda.cases import catalogue
from atenda.cases.field_rules import LABELS, rules
from atenda.cases.models import Case, Lifecycle
from atenda.cases.views.finding import visible_case
from atenda.conversations.timeline import timeline
from atenda.customers.calling import caller
from atenda.staff import directory
from atenda.staff.requests import AtendaRequest
from atenda.ui.times import localtime, long_duration

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
        "facts": list(_facts(case, shown)),
        "customer": caller(contact=case.contact, account=case.account),
        "entries": [entry for entry in reversed(part.entries) if with_notes or not entry.kind.startswith("note.")],
        "older": part.older,
        "with_notes": with_notes,
        "now": now,
    }
    return render(request, "cases/print.html", context)


def _facts(case: Case, shown: Container[str]) -> Iterator[tuple[str, str]]:
    """How the case stands, as far as its fields are shown and say something; who works on it is always said."""
    for name, values in catalogue.OF_FIELD.items():
        value = values().get(getattr(case, f"{name}_id") or 0)
        if value and name in shown:
            yield str(LABELS[name]), value.label
    people, known = directory.agents(), catalogue.tags()
    yield _("Assigned to"), ", ".join(people[pk].name for pk in case.assignee_ids) or _("Nobody")
    team = directory.teams().get(case.team_id or 0)
    if team and "team" in shown:
        yield str(LABELS["team"]), team.name
    tags = [known[pk].label for pk in case.tag_ids if pk in known]
    if tags and "tags" in shown:
        yield str(LABELS["tags"]), ", ".join(tags)
    yield _("Created"), localtime(case.created_at)
    yield _("Last contact"), localtime(case.last_contact_at)
    if case.due_at and "due_at" in shown:
        yield str(LABELS["due_at"]), localtime(case.due_at)
    if case.closed_at is not None and case.resolution_time is not None:
        is_cancelled = catalogue.states()[case.state_id].lifecycle == Lifecycle.CANCELLED
        yield (
            (_("Cancelled"), localtime(case.closed_at))
            if is_cancelled
            else (
                _("Closed"),
                Markup("{} ({})").format(localtime(case.closed_at), long_duration(case.resolution_time)),
            )
        )
