"""Random deeds by twenty clients on five cases: the histories, replayed one by one, must give what is there.

Jepsen's idea at our size (the model check of hardening §6). Every event says what was before it; a plain model that
knows nothing of the database follows the events and must find just that, and at the end the very rows. So every case
saw its deeds in one order, each deed saw all before it, and none was lost or done twice.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from atenda.cases.describing import LINKS, TEXTS, assignees_of, word_for, words_for
from atenda.cases.models import Case
from atenda.cases.reconciling import reconcile
from atenda.conversations.models import Note
from atenda.figures.adding_up import add_up
from atenda.figures.reconciling import differing_days, forgotten_interludes
from atenda.history.chain import verify
from atenda.history.models import Event
from atenda.searching.reconciling import drift
from atenda.testing import make
from atenda.testing.cast import NOW
from tests.storm.clients import Client

CLIENTS, CASES = 20, 5
DEEDS = 400 if os.environ.get("ATENDA_SOAK") else 20


@pytest.mark.django_db(transaction=True)
def test_what_twenty_clients_did_is_what_is_there(acme):
    cases = [make.case(f"Caso {number}", by=acme.agent) for number in range(CASES)]
    people = [acme.agent, acme.colleague, acme.supervisor, acme.admin]
    clients = [
        Client(number, people[number % len(people)], people, acme.organization, [case.pk for case in cases])
        for number in range(CLIENTS)
    ]
    with ThreadPoolExecutor(CLIENTS) as storm:
        done = list(storm.map(lambda client: client.work(DEEDS), clients))

    assert sum(client.done + client.refused for client in done) == CLIENTS * DEEDS
    assert sum(client.done for client in done) > CLIENTS * DEEDS / 3  # a storm in which all is refused proves nothing
    assert list(verify()) == []
    assert reconcile() == []
    assert list(drift()) == []
    after = NOW + timedelta(days=3)
    add_up(after)
    assert [*differing_days(after), *forgotten_interludes()] == []
    for case in Case.objects.order_by("folio"):
        assert replayed(case) == as_it_is(case)


def replayed(case: Case) -> dict[str, Any]:
    """Follow the events of a case with a plain dict; each must find the values it says it found."""
    model: dict[str, Any] = {}
    notes: dict[int, str | None] = {}
    events = Event.objects.filter(case=case).order_by("seq").prefetch_related("payloads")
    for place, event in enumerate(events, start=1):
        assert event.seq == place
        payload = next(iter(event.payloads.all()), None)
        before, after = (payload.before or {}, payload.after or {}) if payload else ({}, {})
        if event.kind.startswith("note."):
            _follow_note(notes, event, before, after)
            continue
        for name, word in before.items():
            assert _plain(model.get(name)) == _plain(word), (case.folio, event.seq, event.kind, name)
        model.update(after)
    return {"fields": {name: _plain(word) for name, word in model.items() if name in KEPT and word}, "notes": notes}


def as_it_is(case: Case) -> dict[str, Any]:
    words = {**words_for(case), "assignees": word_for("assignees", assignees_of(case))}
    notes = {note.pk: None if note.removed_at else note.body for note in Note.objects.filter(case=case)}
    return {"fields": {name: _plain(word) for name, word in words.items() if name in KEPT and word}, "notes": notes}


KEPT = {*TEXTS, *LINKS, "tags", "assignees"}


def _follow_note(notes: dict[int, str | None], event: Event, before: Any, after: Any) -> None:
    known = notes.get(event.subject_id)
    match event.kind:
        case "note.added":
            assert event.subject_id not in notes
            notes[event.subject_id] = after["body"]
        case "note.edited":
            assert known == before["body"]
            notes[event.subject_id] = after["body"]
        case "note.removed":
            assert known is not None
            notes[event.subject_id] = None
        case "note.restored":
            assert known is None
            notes[event.subject_id] = Note.objects.get(pk=event.subject_id).body


def _plain(word: Any) -> Any:
    """JSON has no tuples, and nobody is nobody however it is written."""
    if isinstance(word, list | tuple):
        return [_plain(each) for each in word]
    return word or None
