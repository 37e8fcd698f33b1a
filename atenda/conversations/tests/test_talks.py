"""Calls and visits in the timeline of a case (S1.1, S1.2)."""

from __future__ import annotations

from typing import Any

from atenda.conversations.models import Note
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.machine import program_of


def test_a_call_is_logged_with_who_sought_whom_how_long_and_how_it_ended(acme: Cast, visit: Any) -> None:
    case = make.case("A cámara non arrinca", by=acme.agent)
    agent = visit.as_(acme.agent)
    form = {"body": "", "talk": "call_out", "minutes": "12", "outcome": "reached"}
    page = agent.post(acme.url("cases/1/notes/"), form, follow=True).content.decode()
    assert "Llamada hecha · 12 min · Se habló con el cliente" in page
    case.refresh_from_db()
    assert case.contacted_at == Note.objects.get().created_at
    assert "Llamada hecha · 12 min" in agent.get(acme.url("cases/1/print/")).content.decode()


def test_nobody_answering_is_no_contact(acme: Cast, visit: Any) -> None:
    case = make.case("A cámara non arrinca", by=acme.agent)
    visit.as_(acme.agent).post(
        acme.url("cases/1/notes/"), {"body": "Volvo chamar", "talk": "call_out", "outcome": "no_answer"}
    )
    case.refresh_from_db()
    assert case.contacted_at is None
    assert Note.objects.get().outcome == "no_answer"


def test_a_plain_note_needs_words_and_minutes_need_a_call(acme: Cast, visit: Any) -> None:
    make.case("A cámara non arrinca", by=acme.agent)
    agent = visit.as_(acme.agent)
    empty = agent.post(acme.url("cases/1/notes/"), {"body": " "})
    assert empty.status_code == 422
    lonely = agent.post(acme.url("cases/1/notes/"), {"body": "Falamos", "minutes": "5"})
    assert (lonely.status_code, "Di si fue una llamada o una visita." in lonely.content.decode()) == (422, True)
    for minutes in ("0", "-3", "1441", "moitos"):
        form = {"body": "Falamos", "talk": "visit_in", "minutes": minutes}
        assert agent.post(acme.url("cases/1/notes/"), form).status_code == 422
    assert not Note.objects.exists()


def test_a_program_logs_a_call(acme: Cast) -> None:
    make.case("A cámara non arrinca", by=acme.agent)
    program = program_of(acme.admin)
    words = {"body": "Preguntou pola factura", "talk": "call_in", "minutes": 3, "outcome": "reached"}
    wrote = program.ask("POST", "cases/1/notes/", words)
    assert wrote.status_code == 201
    assert {name: wrote.json()[name] for name in ("talk", "minutes", "outcome", "spoken")} == {
        "talk": "call_in",
        "minutes": 3,
        "outcome": "reached",
        "spoken": True,
    }
    assert program.ask("POST", "cases/1/notes/", {"body": "x", "talk": "pigeon"}).status_code == 422
