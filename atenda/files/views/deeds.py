"""Deeds on a file of a case."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from atenda.access.abilities import require
from atenda.cases.models import Case
from atenda.files import attaching, reviewing
from atenda.files.forms import ReviewForm
from atenda.files.models import Attachment, Review
from atenda.files.permissions import may_remove_file, may_review_files
from atenda.files.refusals import FileRefused
from atenda.files.views.finding import visible_file
from atenda.history.deeds import one_deed
from atenda.organizations.links import link
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import announce, fragment, go, say


@require_POST
def removal(request: AtendaRequest, number: int, pk: int) -> HttpResponse:
    """Into the bin, with the way back beside it."""
    case, file = visible_file(request, number, pk, removed=True)
    require(may_remove_file(request.actor, file))
    try:
        with one_deed() as done:
            attaching.remove(file, by=request.actor, now=timezone.now())
    except FileRefused as refusal:
        return _done(request, case, str(refusal), undo=[])
    return _done(request, case, _("File removed."), undo=done.event_ids)


@require_POST
def restoration(request: AtendaRequest, number: int, pk: int) -> HttpResponse:
    case, file = visible_file(request, number, pk, removed=True)
    require(may_remove_file(request.actor, file))
    with one_deed() as done:
        attaching.restore(file, by=request.actor, now=timezone.now())
    return _done(request, case, _("File brought back."), undo=done.event_ids)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: AtendaRequest, number: int, pk: int) -> HttpResponse:
    """Pending, valid, or rejected with a reason (B75)."""
    case, file = visible_file(request, number, pk)
    require(may_review_files(request.actor))
    if request.method != "POST":
        return _review_form(request, case, file, ReviewForm(initial={"review": file.review, "reason": file.reason}))
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _review_form(request, case, file, form, status=422)
    try:
        with one_deed() as done:
            reviewing.review(
                file,
                to=Review(form.cleaned_data["review"]),
                reason=form.cleaned_data["reason"],
                by=request.actor,
                now=timezone.now(),
            )
    except FileRefused as refusal:
        form.add_error("reason", str(refusal))
        return _review_form(request, case, file, form, status=422)
    if done.event_ids:
        say(request, _("Review saved."), undo=done.event_ids)
    return go(request, link("files:files", number=case.folio))


def _done(request: AtendaRequest, case: Case, sentence: str, undo: list[int]) -> HttpResponse:
    """The page says so and fetches its files again; without scripts it is the list of files."""
    if not request.htmx:
        say(request, sentence, undo=undo)
        return go(request, link("files:files", number=case.folio))
    response = HttpResponse(status=204, headers={"HX-Trigger": '{"atenda:case-changed": {}}'})
    return announce(response, sentence, undo=undo)


def _review_form(
    request: AtendaRequest, case: Case, file: Attachment, form: ReviewForm, status: int = 200
) -> HttpResponse:
    context = {"case": case, "file": file, "form": form}
    if request.htmx:
        return fragment(request, "files/review.html", "form", context, status)
    return render(request, "files/review.html", context, status=status)
