"""From the list: change one thing of one case, without leaving it (U25). The same verbs as on the case's page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from atenda.access.abilities import require
from atenda.cases import catalogue
from atenda.cases.describing import tags_of
from atenda.cases.editing import edit
from atenda.cases.field_rules import LABELS, rules
from atenda.cases.lifecycle import move
from atenda.cases.models import Case, Lifecycle
from atenda.cases.moving import is_allowed
from atenda.cases.permissions import may_close_cases, may_edit_cases, may_fill_in, may_reopen_cases
from atenda.cases.refusals import Refused
from atenda.cases.tagging import names_in, tags_called
from atenda.cases.views.finding import visible_case
from atenda.history.deeds import one_deed
from atenda.organizations.links import link
from atenda.staff import directory
from atenda.staff.models import Agent
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import announce, fragment, say
from atenda.worklists.bulk.doing import answer_for, value
from atenda.worklists.fields import ManyForm
from atenda.worklists.views.trails import case_address

KEYS = {"state": "s", "priority": "p", "responsible": "a", "tags": "t"}  # as ux.md names them


@dataclass(frozen=True)
class Choice:
    """One value: `to` is what is sent; or the form it leads to, where more must be said."""

    label: str
    to: str = ""
    colour: str = ""
    is_here: bool = False
    form: str = ""

    def __str__(self) -> str:
        return self.label


def quick_fields(actor: Agent) -> dict[str, Any]:
    """What this agent may change so, with its label."""
    return {name: LABELS[name] for name in KEYS if _may(actor, name)}


@require_safe
def deeds(request: AtendaRequest, number: int) -> HttpResponse:
    """What can be changed of the case."""
    case = visible_case(request, number)
    offered = {name: label for name, label in quick_fields(request.actor).items() if _is_open(case, name)}
    require(bool(offered))
    lines = [(label, link("worklists:quick", number=number, field=name), KEYS[name]) for name, label in offered.items()]
    return _page(
        request,
        {"case": case, "lines": lines, "refusal": "", "title": _("Change case %(number)s") % {"number": number}},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def quick(request: AtendaRequest, number: int, field: str) -> HttpResponse:
    """The values of one field; a POST takes one."""
    case = visible_case(request, number)
    require(field in quick_fields(request.actor) and _is_open(case, field))
    if request.method != "POST":
        return _choose(request, case, field)
    now = timezone.now()
    try:
        with one_deed() as done:
            _put(case, field, request.POST.get("to", ""), by=request.actor, now=now)
    except Refused as refusal:
        return _choose(request, case, field, refusal=str(refusal))
    sentence = _("Case %(number)s: saved.") % {"number": number}
    if request.htmx:
        answer = HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"atenda:cases-changed": True})})
        return announce(answer, sentence, undo=done.event_ids) if done.event_ids else answer
    if done.event_ids:
        say(request, sentence, undo=done.event_ids)
    return HttpResponseRedirect(link("worklists:cases"))


def _put(case: Case, field: str, to: str, *, by: Agent, now: Any) -> None:
    """Raises Refused; whatever was not offered is refused as what makes no sense."""
    if field == "tags":
        edit(case, by=by, now=now, tags=tags_called(names_in(to[:2000]), by=by, now=now))
        return
    chosen = [each for each in _choices(case, field, by) if each.to == to and not each.form]
    if not chosen:
        raise Refused
    pk = int(to) if to != "none" else None
    if field == "responsible":
        answer_for(case, value(field, pk), by=by, now=now)
    elif field == "state":
        move(case, to=value(field, pk), by=by, now=now)
    else:
        edit(case, by=by, now=now, **{field: value(field, pk)})


def _choose(request: AtendaRequest, case: Case, field: str, *, refusal: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        "case": case,
        "field": field,
        "title": f"{LABELS[field]} · {_('Case %(number)s') % {'number': case.folio}}",
        "here": link("worklists:quick", number=case.folio, field=field),
        "back": case_address(request, case.folio),
        "refusal": refusal,
    }
    if field == "tags":
        words = request.POST.get("to", ", ".join(str(tag) for tag in tags_of(case)))
        context["tags"] = ManyForm("tags", actor=request.actor, initial=None)["ids"]
        context["tags"].initial = words
    else:
        context["choices"] = _choices(case, field, request.actor)
    return _page(request, context, status=422 if refusal else 200)


def _choices(case: Case, field: str, actor: Agent) -> list[Choice]:
    match field:
        case "state":
            return [*_states(case, actor)]
        case "responsible":
            people = sorted(
                (one for one in directory.agents().values() if one.is_active), key=lambda one: one.id != actor.pk
            )
            return [
                *(Choice(one.name, str(one.id), is_here=one.id == case.responsible_id) for one in people),
                Choice(_("Nobody"), "none", is_here=case.responsible_id is None),
            ]
    now = getattr(case, f"{field}_id")
    values = catalogue.in_use(catalogue.OF_FIELD[field]())
    return [Choice(each.label, str(each.id), each.colour, each.id == now) for each in values]


def _states(case: Case, actor: Agent) -> list[Choice]:
    """Those it may go to. An end leads to its form: it asks why, and for what the case lacks."""
    found = []
    for each in catalogue.in_use(catalogue.states()):
        if not is_allowed(case.type_id, case.state_id, each.id):
            continue
        is_here, form = each.id == case.state_id, ""
        if each.is_finished and not is_here:
            if not case.is_pending or not may_close_cases(actor):
                continue
            name = "cancellation" if each.lifecycle == Lifecycle.CANCELLED else "resolution"
            form = link(f"cases:{name}", number=case.folio)
        elif not is_here and not (may_edit_cases(actor) if case.is_pending else may_reopen_cases(actor)):
            continue
        found.append(Choice(each.label, str(each.id), each.colour, is_here, form))
    return found


def _may(actor: Agent, field: str) -> bool:
    if field == "state":
        return may_edit_cases(actor) or may_close_cases(actor) or may_reopen_cases(actor)
    return may_fill_in(actor, [field])


def _is_open(case: Case, field: str) -> bool:
    rule = rules(case.type_id)[field]
    return rule.shown and rule.editable


def _page(request: AtendaRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    if request.htmx:
        return fragment(request, "worklists/quick.html", "choices", context, status)
    return render(request, "worklists/quick.html", context, status=status)
