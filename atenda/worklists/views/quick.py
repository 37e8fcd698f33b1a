"""From the list: change one thing of one case, without leaving it (U25). The same verbs as on the case's page."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from atenda.access.abilities import require
from atenda.cases.describing import tags_of, word_for
from atenda.cases.editing import edit
from atenda.cases.field_rules import LABELS, rules
from atenda.cases.lifecycle import move
from atenda.cases.models import Case
from atenda.cases.permissions import may_close_cases, may_edit_cases, may_fill_in, may_reopen_cases
from atenda.cases.tagging import names_in, tags_called
from atenda.cases.views.finding import visible_case
from atenda.history.deeds import one_deed
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.models import Agent
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import announce, fragment, say
from atenda.worklists.bulk.doing import answer_for, value
from atenda.worklists.fields import NOTHING, ManyForm
from atenda.worklists.quick import choices_of
from atenda.worklists.views.trails import case_address, list_again, list_left

KEYS = {"state": "s", "priority": "p", "responsible": "a", "tags": "t", "due_at": "d"}


class NotRead(Refused):
    """What was typed is no day and hour: says so as the field does."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self.said = said

    def __str__(self) -> str:
        return self.said


def quick_fields(actor: Agent) -> dict[str, Any]:
    """What this agent may change so, with its label."""
    return {name: LABELS[name] for name in KEYS if _may(actor, name)}


def changeable(case: Case, actor: Agent) -> dict[str, Any]:
    """What they may change so of this case."""
    return {name: label for name, label in quick_fields(actor).items() if _is_open(case, name)}


@require_safe
def deeds(request: AtendaRequest, number: int) -> HttpResponse:
    """What can be changed of the case."""
    case = visible_case(request, number)
    offered = changeable(case, request.actor)
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
            _put(case, field, request.POST, by=request.actor, now=now)
    except Refused as refusal:
        return _choose(request, case, field, refusal=str(refusal))
    sentence = _("Case %(number)s: saved.") % {"number": number}
    if request.htmx:
        answer = HttpResponse(
            status=204, headers={"HX-Trigger": json.dumps({"atenda:cases-changed": True, "atenda:case-changed": True})}
        )
        return announce(answer, sentence, undo=done.event_ids) if done.event_ids else answer
    if done.event_ids:
        say(request, sentence, undo=done.event_ids)
    return HttpResponseRedirect(list_again(request))


def _put(case: Case, field: str, said: Any, *, by: Agent, now: Any) -> None:
    """Raises Refused; whatever was not offered is refused as what makes no sense."""
    to = said.get("to", "")
    if field == "tags":
        edit(case, by=by, now=now, tags=tags_called(names_in(to[:2000]), by=by, now=now))
        return
    if field == "due_at":
        form = _due_form(case, by, {"to": to, NOTHING: said.get(NOTHING)})
        if not form.is_valid():
            raise NotRead(" ".join(str(error) for error in form.errors.get("to", ())))
        edit(case, by=by, now=now, due_at=form.cleaned_data["to"])
        return
    chosen = [each for each in choices_of(case, field, by) if each.to == to and not each.form]
    if not chosen:
        raise Refused
    pk = int(to) if to != "none" else None
    if field == "responsible":
        answer_for(case, value(field, pk), by=by, now=now)
    elif field == "state":
        move(case, to=value(field, pk), by=by, now=now)
    else:
        edit(case, by=by, now=now, **{field: value(field, pk)})


def _due_form(case: Case, actor: Agent, said: Any = None) -> ManyForm:
    form = ManyForm("due_at", actor=actor, data=said, initial={"deed": "due_at", "to": word_for("due_at", case.due_at)})
    form.fields["to"].current = case.due_at  # type: ignore[attr-defined]
    return form


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
    elif field == "due_at":
        said = {"to": request.POST.get("to", "")} if request.method == "POST" else None
        context["due"] = _due_form(case, request.actor, said)["to"]
    else:
        context["choices"] = choices_of(case, field, request.actor)
    return _page(request, context, status=422 if refusal else 200)


def _may(actor: Agent, field: str) -> bool:
    if field == "state":
        return may_edit_cases(actor) or may_close_cases(actor) or may_reopen_cases(actor)
    return may_fill_in(actor, [field])


def _is_open(case: Case, field: str) -> bool:
    rule = rules(case.type_id)[field]
    return rule.shown and rule.editable


def _page(request: AtendaRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    if request.htmx:
        return fragment(request, "worklists/quick.html", "choices", {**context, "back_to": ""}, status)
    return render(request, "worklists/quick.html", {**context, "back_to": list_left(request)}, status=status)
