"""Deeds on a case: each a POST to a noun."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from atenda.access.abilities import require
from atenda.cases import assignment, lifecycle, permissions
from atenda.cases.describing import assignees_of
from atenda.cases.editing import Conflict, save_form
from atenda.cases.forms import MatterForm, NoteForm, SeenForm, StandingForm
from atenda.cases.models import Case
from atenda.cases.views.ending import said_of
from atenda.cases.views.finding import visible_case
from atenda.cases.views.making import with_new_values
from atenda.cases.views.page import page_of
from atenda.conversations import noting
from atenda.customers.permissions import may_edit_customers
from atenda.files.permissions import may_add_files
from atenda.files.receiving import takes_files
from atenda.files.refusals import FileRefused
from atenda.files.sent import files_of_form
from atenda.history.deeds import one_deed
from atenda.history.merging import Change, last_seq
from atenda.history.telling import FIELD_NAMES, value_in_words
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.forms import say_beside
from atenda.ui.fragments import fragment, go, say
from atenda.worklists.views.trails import back_to_case, case_address


@require_POST
def standing(request: AtendaRequest, number: int) -> HttpResponse:
    """Save how the case stands: state, priority, category, people, team, source."""
    case = visible_case(request, number)
    form = StandingForm.of(case, 0, request.POST)
    _require_what_changes(request, case, form)
    return _save(request, case, form, lambda form, **extra: _case_page(request, case, standing=form, **extra))


@require_http_methods(["GET", "HEAD", "POST"])
def matter(request: AtendaRequest, number: int) -> HttpResponse:
    """Change what the case is about: reference, description, customer."""
    case = visible_case(request, number)
    require(permissions.may_edit_cases(request.actor))
    if request.method != "POST":
        return _matter_page(request, case, MatterForm.of(case, last_seq(case), actor=request.actor))
    form = MatterForm.of(case, 0, request.POST, actor=request.actor)
    return _save(request, case, form, lambda form, **extra: _matter_page(request, case, form, status=422, **extra))


@takes_files(may_add_files)
@require_POST
def notes(request: AtendaRequest, number: int) -> HttpResponse:
    case = visible_case(request, number)
    require(permissions.may_note_cases(request.actor))
    form = NoteForm(request.POST)
    try:
        files = files_of_form(request, case=case)
    except FileRefused as refusal:
        form.add_error(None, str(refusal))
        return _case_page(request, case, note=form)
    if not form.is_valid():
        return _case_page(request, case, note=form)
    try:
        noting.note(case, **form.cleaned_data, by=request.actor, now=timezone.now(), files=files)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _case_page(request, case, note=form)
    if not request.htmx:
        return go(request, case_address(request, case.folio))
    # htmx takes the timeline and what stands above it from the page; whatever else is being typed there stays
    return render(request, "cases/case.html", page_of(request, visible_case(request, number)))


@require_POST
def reopening(request: AtendaRequest, number: int) -> HttpResponse:
    """Make the case pending again."""
    case = visible_case(request, number)
    require(permissions.may_reopen_cases(request.actor))
    return _do(request, case, lifecycle.reopen, _("Case reopened."))


@require_POST
def assignment_to_me(request: AtendaRequest, number: int) -> HttpResponse:
    """Take the case: I become responsible, whoever was stays on it."""
    case = visible_case(request, number)
    require(permissions.may_assign_cases(request.actor))
    others = assignees_of(case)
    try:
        with one_deed() as done:
            assignment.assign(case, responsible=request.actor, others=others, by=request.actor, now=timezone.now())
    except Refused as refusal:
        return _case_page(request, case, refusal=str(refusal))
    if done.event_ids:
        say(request, _("The case is yours."), undo=done.event_ids)
    return back_to_case(request, case)


def _require_what_changes(request: AtendaRequest, case: Case, form: SeenForm) -> None:
    """Closing, reopening and assigning are abilities of their own, whatever form they come by."""
    actor = request.actor
    changed = set(form.changed_data) - {"seen"}
    require(permissions.may_fill_in(actor, changed))
    if "state" in changed and form.is_valid():
        to = form.cleaned_data["state"]
        if to.is_finished:
            require(permissions.may_close_cases(actor))
        if not case.is_pending and not to.is_finished:
            require(permissions.may_reopen_cases(actor))


def _save(request: AtendaRequest, case: Case, form: Any, again: Callable[..., HttpResponse]) -> HttpResponse:
    if not form.is_valid():
        return again(form)
    now, values = timezone.now(), form.values()
    try:
        with one_deed() as done:
            done.is_quiet = "quietly" in request.POST
            values = with_new_values(values, by=request.actor, now=now)
            save_form(case, values=values, seen=form.cleaned_data["seen"], by=request.actor, now=now)
    except Conflict as conflict:
        return again(_with_both_values(form, case, conflict), conflicts=_told(conflict.fields))
    except Refused as refusal:
        say_beside(form, refusal)
        return again(form)
    if done.event_ids:
        say(request, said_of(done.events) or _("Changes saved."), undo=done.event_ids)
    return back_to_case(request, case)


def _with_both_values(form: Any, case: Case, conflict: Conflict) -> Any:
    """The form as typed, each conflict beside its field; saving it once more prefers what was typed."""
    form.data = form.data.copy()
    form.data["seen"] = str(last_seq(case))
    for name, change in conflict.fields.items():
        field = {"contact": "customer", "assignees": "responsible"}.get(name, name)
        words = {"who": change.by, "value": value_in_words(name, change.after) or _("nothing")}
        form.add_error(
            field if field in form.fields else None,
            _("%(who)s changed this meanwhile to: %(value)s. Save again to keep yours.") % words,
        )
    return form


def _told(fields: Any) -> dict[str, dict[str, str]]:
    return {
        name: {"field": str(FIELD_NAMES[name]), "who": change.by, "value": value_in_words(name, change.after)}
        for name, change in fields.items()
        if isinstance(change, Change)
    }


def _do(request: AtendaRequest, case: Case, verb: Callable[..., None], sentence: str) -> HttpResponse:
    try:
        with one_deed() as done:
            verb(case, by=request.actor, now=timezone.now())
    except Refused as refusal:
        return _case_page(request, case, refusal=str(refusal))
    if done.event_ids:
        say(request, sentence, undo=done.event_ids)
    return back_to_case(request, case)


def _case_page(request: AtendaRequest, case: Case, **changed: Any) -> HttpResponse:
    return render(request, "cases/case.html", page_of(request, case, **changed), status=422)


def _matter_page(request: AtendaRequest, case: Case, form: MatterForm, status: int = 200, **extra: Any) -> HttpResponse:
    context = {"case": case, "form": form, "conflicts": {}, "may_create_customers": may_edit_customers(request.actor)}
    if request.htmx:
        return fragment(request, "cases/matter.html", "form", {**context, **extra}, status)
    return render(request, "cases/matter.html", {**context, **extra}, status=status)
