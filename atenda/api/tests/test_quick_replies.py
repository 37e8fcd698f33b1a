"""Quick replies and macros through the API."""

from __future__ import annotations

from typing import Any

import pytest

from atenda.access.abilities import Ability
from atenda.cases.field_rules import Rule
from atenda.cases.setting_rules import set_rules
from atenda.conversations.models import Direction, Message
from atenda.macros.models import QuickReply
from atenda.macros.tests.made import TEXTS, a_macro, a_reply
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.machine import Program, program_of


@pytest.fixture
def agent(acme: Cast) -> Program:
    return program_of(acme.agent)


def test_a_quick_reply_is_added_changed_confirmed_retired_and_brought_back(acme: Cast, agent: Program) -> None:
    added = agent.ask(
        "POST", "quick-replies/", {"name": "Recibido", "texts": TEXTS, "shortcut": ";Hola", "folder": "A"}
    )
    assert added.status_code == 201, added.content
    address, one = added["Location"].removeprefix("/api/v1/"), added.json()
    assert (one["shortcut"], one["texts"], one["reach"], one["stale"]) == ("hola", TEXTS, "own", [])
    changed = agent.ask("PATCH", address, {"texts": {"es": "Hola."}})
    assert (changed.json()["texts"], changed.json()["stale"]) == ({**TEXTS, "es": "Hola."}, ["gl"])
    assert agent.ask("PATCH", address, {"name": "x"}, If_Match=added["ETag"]).status_code == 412
    assert agent.ask("POST", f"{address}confirmation/", {"language": "gl"}).json()["stale"] == []
    assert agent.ask("POST", f"{address}confirmation/", {"language": "en"}).status_code == 422
    removed = agent.ask("DELETE", address)
    assert agent.ask("GET", "quick-replies/").json()["items"] == []
    assert [each["id"] for each in agent.ask("GET", "quick-replies/?retired=yes").json()["items"]] == [one["id"]]
    assert agent.ask("POST", "undoing/", {"deed": removed["Atenda-Undo"]}).status_code == 200
    assert agent.ask("POST", f"{address}restoration/").status_code == 200
    assert [each["id"] for each in agent.ask("GET", "quick-replies/?q=hola").json()["items"]] == [one["id"]]
    assert agent.ask("GET", "quick-replies/?q=nada").json()["items"] == []


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"texts": {"es": "{{iban}}"}}, "/texts"),
        ({"shortcut": "dúas palabras"}, "/shortcut"),
        ({"reach": "all"}, "/team"),
        ({"team": 987_654}, "/team"),
        ({"texts": {"fr": "Bonjour"}}, "/texts/fr"),
    ],
)
def test_what_makes_no_sense_is_said_where_it_stands(
    acme: Cast, agent: Program, wrong: dict[str, Any], pointer: str
) -> None:
    answer = agent.ask("POST", "quick-replies/", {"name": "x", "texts": {"es": "Hola"}, **wrong})
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]
    assert not QuickReply.objects.exists()


def test_they_come_page_by_page(acme: Cast, agent: Program) -> None:
    made = [a_reply(acme.agent, f"Nº {number}").pk for number in range(3)]
    first = agent.ask("GET", "quick-replies/?limit=2").json()
    second = agent.ask("GET", first["next"].removeprefix("/api/v1/")).json()
    assert [each["id"] for each in (*first["items"], *second["items"])] == made[::-1]


def test_it_is_read_as_a_case_gets_it_and_not_sent_with_a_field_left(acme: Cast, agent: Program) -> None:
    make.case(by=acme.agent)
    reply = a_reply(acme.agent, texts={"es": "Hola, {{nombre}}: {{plazo}}."})
    filled = agent.ask("GET", f"cases/1/quick-replies/{reply.pk}/").json()
    assert filled["text"] == "Hola, Uxía: {{plazo}}."
    assert filled["missing"] == ["{{plazo}}"]
    said = {"to": [{"address": "uxia@cliente.example"}], "text": filled["text"]}
    answer = agent.ask("POST", "cases/1/messages/", said)
    assert answer.status_code == 422
    assert "{{plazo}}" in answer.json()["detail"]
    assert not Message.objects.filter(direction=Direction.OUT).exists()


def test_a_macro_is_kept_shown_run_and_taken_back(acme: Cast, agent: Program) -> None:
    case = make.case(by=acme.agent)
    does = {"priority": acme.priority("Alta").pk, "responsible": "me", "state": acme.state("Cerrado").pk}
    added = agent.ask("POST", "macros/", {"name": "Resolver", "does": does})
    assert (added.status_code, added.json()["does"]) == (201, does)
    address = added["Location"].removeprefix("/api/v1/")
    assert agent.ask("PATCH", address, {"does": {**does, "note": "Feito."}}).json()["does"]["note"] == "Feito."
    here = f"cases/1/{address}"
    foreseen = agent.ask("GET", here).json()
    assert [(line["step"], line["changes"], line["refusal"]) for line in foreseen["lines"]] == [
        ("priority", True, ""),
        ("responsible", True, ""),
        ("note", True, ""),
        ("state", True, ""),
    ]
    case.refresh_from_db()
    assert case.is_pending
    ran = agent.ask("POST", here, {"solution": "Cambiouse."})
    assert ran.json()["solution"] == "Cambiouse."
    case.refresh_from_db()
    assert (case.is_pending, case.responsible) == (False, acme.agent)
    assert agent.ask("POST", "undoing/", {"deed": ran["Atenda-Undo"]}).status_code == 200
    case.refresh_from_db()
    assert (case.is_pending, case.responsible) == (True, None)


def test_a_macro_of_which_one_step_is_refused_does_nothing(acme: Cast, agent: Program) -> None:
    case = make.case(by=acme.agent)
    set_rules({"category": Rule(at_closing=True)}, by=acme.admin, now=NOW)
    macro = a_macro(acme.agent, does={"priority": acme.priority("Alta").pk, "state": acme.state("Cerrado").pk})
    foreseen = agent.ask("GET", f"cases/1/macros/{macro.pk}/").json()
    assert foreseen["is_refused"]
    answer = agent.ask("POST", f"cases/1/macros/{macro.pk}/", {})
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/category"]
    acme.agent.role.abilities = [each for each in acme.agent.role.abilities if each != Ability.EDIT_CASES]
    acme.agent.role.save(update_fields=["abilities"])
    assert agent.ask("POST", f"cases/1/macros/{macro.pk}/", {}).status_code == 422
    before = case.priority
    case.refresh_from_db()
    assert case.priority == before
