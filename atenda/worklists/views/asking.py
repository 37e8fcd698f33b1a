"""What a request asks of the list, and which saved view it began with."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404

from atenda.staff.models import Agent
from atenda.staff.requests import AtendaRequest
from atenda.worklists.habits import start_of
from atenda.worklists.question import Question, View, read_question
from atenda.worklists.saved import Saved, find

PLACE = {"before", "after"}  # where in the list: it says nothing of what is asked


def asked_of(request: AtendaRequest) -> tuple[Question, Saved | None]:
    """The question, and the view it began with where this person may see it.

    An address that says nothing asks for what the person starts with; one that says a view and no more, for that view
    as it is by now. Raises Http404 for a view that is not there.
    """
    said = request.GET.keys() - PLACE
    if not said:
        return _start(request.actor)
    if said == {"saved"}:
        saved = find(request.actor, request.GET["saved"])
        if saved is None:
            raise Http404
        return saved.question, saved
    question = read_question(request.GET)
    saved = find(request.actor, question.saved) if question.saved else None
    return (question, saved) if saved else (replace(question, saved=""), None)


def _start(actor: Agent) -> tuple[Question, Saved | None]:
    key = start_of(actor)
    if key in View.values:
        return Question(View(key)), None
    saved = find(actor, key) if key else None
    return (saved.question, saved) if saved else (Question(), None)
