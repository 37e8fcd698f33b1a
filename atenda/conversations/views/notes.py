"""Deeds on a note, and the names one can mention in it."""

from __future__ import annotations

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atenda.access.abilities import require
from atenda.cases.forms import WordsForm
from atenda.cases.permissions import may_note_cases
from atenda.cases.views.finding import visible_case
from atenda.conversations.amending import TooLate, edit_note, may_edit_note, may_remove_note, remove_note
from atenda.conversations.models import Note
from atenda.history.deeds import one_deed
from atenda.organizations.links import link
from atenda.staff import directory
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment, go, say


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: AtendaRequest, number: int, pk: int) -> HttpResponse:
    """Change the words of one's own note, for an hour."""
    written = _visible_note(request, number, pk)
    require(may_edit_note(request.actor, written, timezone.now()))
    form = WordsForm(request.POST if request.method == "POST" else None, initial={"body": written.body})
    if request.method != "POST" or not form.is_valid():
        return _note_page(request, written, form)
    try:
        with one_deed() as done:
            edit_note(written, body=form.cleaned_data["body"], by=request.actor, now=timezone.now())
    except TooLate:
        form.add_error(None, _("This note can no longer be changed. Write another one."))
        return _note_page(request, written, form)
    if done.event_ids:
        say(request, _("Note changed."), undo=done.event_ids)
    return go(request, link("cases:case", number=number))


@require_POST
def removal(request: AtendaRequest, number: int, pk: int) -> HttpResponse:
    """Take a note from the timeline; the bar after it brings it back."""
    written = _visible_note(request, number, pk)
    require(may_remove_note(request.actor, written))
    with one_deed() as done:
        remove_note(written, by=request.actor, now=timezone.now())
    say(request, _("Note removed."), undo=done.event_ids)
    return go(request, link("cases:case", number=number))


@require_safe
def names(request: AtendaRequest) -> JsonResponse:
    """Who can be mentioned: the names of those who work here."""
    require(may_note_cases(request.actor))
    return JsonResponse({"names": [one.name for one in directory.agents().values() if one.is_active]})


def _visible_note(request: AtendaRequest, number: int, pk: int) -> Note:
    """The note, if it is there, of a case the person may see; else 404."""
    case = visible_case(request, number)
    found: Note | None = Note.objects.filter(case=case, pk=pk, removed_at=None).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    found.case = case
    return found


def _note_page(request: AtendaRequest, note: Note, form: WordsForm) -> HttpResponse:
    context = {"case": note.case, "note": note, "form": form}
    status = 422 if form.is_bound else 200
    if request.htmx:
        return fragment(request, "conversations/note.html", "form", context, status)
    return render(request, "conversations/note.html", context, status=status)
