"""Open a case, from anywhere: as a page, or in the panel over any page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atenda.access.abilities import require
from atenda.cases import catalogue, opening
from atenda.cases.forms import OpeningForm
from atenda.cases.models import CaseOpening
from atenda.cases.permissions import may_open_cases
from atenda.cases.views.making import with_new_values
from atenda.conversations.beginning import write_first
from atenda.conversations.events import SENT
from atenda.conversations.permissions import may_write_to_customers
from atenda.customers.permissions import may_edit_customers
from atenda.files.permissions import may_add_files
from atenda.files.receiving import takes_files
from atenda.files.refusals import FileRefused
from atenda.files.sent import files_of_form
from atenda.files.worklists import uploads_waiting
from atenda.history.deeds import one_deed
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.forms import say_beside
from atenda.ui.fragments import fragment, go, say


@takes_files(may_add_files)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: AtendaRequest) -> HttpResponse:
    """`?contact=12` or `?account=7` says for whom (S4.6). Saving leads to the case (S1.13)."""
    require(may_open_cases(request.actor))
    if request.method != "POST":
        begun = {"source": _by_mail()} if "writes" in request.GET else {}
        return _form(request, OpeningForm(actor=request.actor, customer=_customer(request), initial=begun))
    form = OpeningForm(request.POST, actor=request.actor)
    if "writes" in request.POST:
        require(may_write_to_customers(request.actor))
    try:
        files = files_of_form(request, submission=_submission(form))
    except FileRefused as refusal:
        if opened := CaseOpening.objects.select_related("case").filter(submission=_submission(form)).first():
            return go(request, link("cases:case", number=opened.case.folio))
        form.add_error(None, str(refusal))
        return _form(request, form, status=422)
    if not form.is_valid():
        return _form(request, form, status=422)
    try:
        now, values = timezone.now(), form.values()
        writes = "writes" in request.POST
        with one_deed() as done:
            done.is_quiet = "quietly" in request.POST
            values = with_new_values(values, by=request.actor, now=now)
            case = opening.open_case(by=request.actor, now=now, files=[] if writes else files, **values)
            if writes and done.events:  # the same form sent twice writes once
                write_first(case, files=files, by=request.actor, now=now)
    except Refused as refusal:
        say_beside(form, refusal)
        return _form(request, form, status=422)
    if writes:
        sent = [event.pk for event in done.events if event.kind == SENT.name]
        say(request, _("The mail leaves in ten seconds."), undo=sent)
    return go(request, link("cases:case", number=case.folio))


@require_POST
def fields(request: AtendaRequest) -> HttpResponse:
    """The fields of the type just chosen, with what was typed so far."""
    require(may_open_cases(request.actor))
    typed = {name: request.POST.getlist(name) if name == "assignees" else value for name, value in request.POST.items()}
    form = OpeningForm(actor=request.actor, initial=typed)
    return fragment(request, "cases/_new_fields.html", "fields", {"form": form, "swapped": True})


@require_safe
def companies(request: AtendaRequest) -> HttpResponse:
    """The field «on behalf of», for the customer just chosen."""
    require(may_open_cases(request.actor))
    asked = {name: request.GET.get(name, "") for name in ("customer", "type")}
    form = OpeningForm(actor=request.actor, customer=asked["customer"], initial={"type": asked["type"]})
    return fragment(request, "cases/_companies.html", "companies", {"form": form})


def _form(request: AtendaRequest, form: OpeningForm, status: int = 200) -> HttpResponse:
    submission = _submission(form)
    context: dict[str, Any] = {
        "form": form,
        "may_create_customers": may_edit_customers(request.actor),
        "submission": submission,
        "may_add_files": may_add_files(request.actor),
        "waiting": uploads_waiting(by=request.actor, submission=submission) if submission and status != 200 else [],
        "may_write": may_write_to_customers(request.actor),
        "writes": "writes" in (request.POST if form.is_bound else request.GET),
        "title": _("New case"),
    }
    if request.htmx:
        return fragment(request, "cases/new.html", "form", context, status)
    return render(request, "cases/new.html", context, status=status)


def _submission(form: OpeningForm) -> UUID | None:
    """What the form is called, whether the rest of it is right or not."""
    try:
        return UUID(str(form["submission"].value()))
    except ValueError:
        return None


def _by_mail() -> int | None:
    return next((each.id for each in catalogue.in_use(catalogue.sources()) if each.key == "email"), None)


def _customer(request: AtendaRequest) -> str:
    for kind in ("contact", "account"):
        if request.GET.get(kind, "").isdecimal():
            return f"{kind}:{request.GET[kind]}"
    return request.GET.get("customer", "")
