"""Make a case of a mail or of a note."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from atenda.access.abilities import require
from atenda.cases.views.finding import visible_case
from atenda.conversations import events
from atenda.conversations.models import Message, Note
from atenda.conversations.splitting import LONGEST_TITLE, may_split, split, title_of
from atenda.history.deeds import one_deed
from atenda.organizations.links import link
from atenda.organizations.refusals import Refused
from atenda.staff.requests import AtendaRequest
from atenda.ui.fragments import fragment, go, say


class SplittingForm(forms.Form):
    """What the new case is called."""

    reference = forms.CharField(label=gettext_lazy("Reference"), max_length=LONGEST_TITLE)


@require_http_methods(["GET", "HEAD", "POST"])
def of_message(request: AtendaRequest, number: int, pk: int) -> HttpResponse:
    """Of a mail on the timeline of its own case."""
    return _splitting(request, number, pk, Message)


@require_http_methods(["GET", "HEAD", "POST"])
def of_note(request: AtendaRequest, number: int, pk: int) -> HttpResponse:
    """Of a note that is there still."""
    return _splitting(request, number, pk, Note)


def _splitting(request: AtendaRequest, number: int, pk: int, model: type[Message] | type[Note]) -> HttpResponse:
    case = visible_case(request, number)
    rows = model.objects.filter(case=case, pk=pk) if pk < 2**63 else model.objects.none()
    said: Message | Note | None = (rows.filter(removed_at=None) if model is Note else rows).first()
    if said is None:
        raise Http404
    require(may_split(request.actor))
    form = SplittingForm(
        request.POST if request.method == "POST" else None, initial={"reference": title_of(said, case)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            with one_deed() as done:
                done.is_quiet = "quietly" in request.POST
                new = split(said, by=request.actor, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            undo = [event.pk for event in done.events if event.kind in (events.SPLIT.name, events.NOTE_SPLIT.name)]
            say(request, _("Case %(number)s was made of it.") % {"number": new.folio}, undo=undo)
            return go(request, link("cases:case", number=new.folio))
    name = "note" if model is Note else "message"
    context = {
        "case": case,
        "form": form,
        "is_note": model is Note,
        "here": link(f"conversations:{name}-splitting", number=number, pk=pk),
    }
    status = 422 if form.is_bound else 200
    if request.htmx:
        return fragment(request, "conversations/splitting.html", "form", context, status)
    return render(request, "conversations/splitting.html", context, status=status)
