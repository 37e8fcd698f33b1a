"""Tags of customers, rules of fields, barred moves and saved views through the API."""

from __future__ import annotations

import pytest

from atenda.cases.models import BarredMove, FieldRule, State
from atenda.customers.models import Tag
from atenda.testing.cast import Cast
from atenda.testing.machine import Program, program_of
from atenda.worklists.models import SavedView


@pytest.fixture
def program(acme: Cast) -> Program:
    return program_of(acme.agent)


@pytest.fixture
def boss(acme: Cast) -> Program:
    return program_of(acme.supervisor)


def test_a_tag_of_customers_is_renamed_and_replaced_on_whoever_has_it(program: Program, boss: Program) -> None:
    made = program.ask("POST", "contacts/", {"name": "Ana", "tags": ["VIP", "Ouro"]})
    assert made.status_code == 201
    assert program.ask("GET", "customer-tags/").status_code == 403
    tags = {tag["name"]: tag for tag in boss.ask("GET", "customer-tags/").json()["items"]}
    assert tags["VIP"]["contacts"] == 1
    path = f"customer-tags/{tags['VIP']['id']}/"
    etag = boss.ask("GET", path)["ETag"]
    assert boss.ask("PATCH", path, {"name": "Moi boa"}, If_Match=etag).json()["name"] == "Moi boa"
    assert boss.ask("PATCH", path, {"name": "Outra"}, If_Match=etag).status_code == 412
    assert boss.ask("PATCH", path, {"name": "ouro"}).status_code == 422
    assert boss.ask("POST", f"{path}replacement/", {"other": tags["Ouro"]["id"]}).json()["is_done"]
    assert program.ask("GET", f"contacts/{made.json()['id']}/").json()["tags"] == ["Ouro"]
    assert Tag.objects.get(pk=tags["VIP"]["id"]).retired_at is not None


def test_fields_are_asked_for_as_said_for_one_type_or_for_all(program: Program, boss: Program) -> None:
    labels = {"es": "Avería", "gl": "Avaría", "en": "Breakdown"}
    kind = boss.ask("POST", "picklists/types/", {"labels": labels}).json()["id"]
    said = {"type": kind, "rules": {"team": {"at_opening": True}, "customer": {"shown": False}}}
    answer = boss.ask("PATCH", "field-rules/", said)
    assert answer.status_code == 200, answer.content
    assert answer.json()["own"] == ["team"]
    assert answer.json()["rules"]["team"]["at_opening"]
    assert answer.json()["rules"]["customer"]["shown"]
    assert not program.ask("GET", "field-rules/").json()["rules"]["team"]["at_opening"]
    assert list(FieldRule.objects.values_list("field", "type_id", "at_opening")) == [("team", kind, True)]
    assert program.ask("GET", f"field-rules/?type={kind}").json() == answer.json()
    assert boss.ask("POST", "field-rules/dropping/", {"type": kind}).json()["own"] == []
    assert boss.ask("GET", "field-rules/?type=987654").json()["errors"][0]["parameter"] == "type"
    assert boss.ask("PATCH", "field-rules/", {"rules": {"colour": {}}}).status_code == 422


def test_moves_are_barred_whole(boss: Program) -> None:
    one, other = State.objects.order_by("pk").values_list("pk", flat=True)[:2]
    barred = [{"leaving": one, "entering": other}]
    assert boss.ask("PUT", "barred-moves/", {"barred": barred}).json() == {"type": None, "barred": barred}
    assert list(BarredMove.objects.values_list("type_id", "leaving_id", "entering_id")) == [(None, one, other)]
    wrong = boss.ask("PUT", "barred-moves/", {"barred": [{"leaving": one, "entering": 987_654}]})
    assert wrong.json()["errors"][0]["pointer"] == "/barred/0/entering"
    assert boss.ask("PUT", "barred-moves/", {"barred": []}).json()["barred"] == []
    assert not BarredMove.objects.exists()


def test_a_view_is_saved_shared_changed_and_removed(program: Program, boss: Program, acme: Cast) -> None:
    asked = {"assignee": "me", "order": "due"}
    made = program.ask("POST", "views/", {"name": "As miñas", "asked": asked, "columns": ["state"]})
    assert made.status_code == 201, made.content
    assert made.json()["asked"] == asked
    assert made.json()["columns"] == ["reference", "state"]
    path = made["Location"].removeprefix("/api/v1/")
    assert made.json() in program.ask("GET", "views/").json()["items"]
    assert boss.ask("GET", path).status_code == 404
    shared = program.ask("PATCH", path, {"team": acme.team.pk}, If_Match=made["ETag"])
    assert shared.json()["reach"] == "team"
    assert boss.ask("GET", path).json() == shared.json()
    assert program.ask("PATCH", path, {"reach": "all"}).status_code == 422
    assert program.ask("PATCH", path, {"name": "Outra"}, If_Match=made["ETag"]).status_code == 412
    assert program.ask("DELETE", path).status_code == 204
    assert program.ask("GET", path).status_code == 404
    assert SavedView.objects.get().removed_at is not None


def test_a_view_asks_nothing_that_cannot_be_read(program: Program) -> None:
    answer = program.ask("POST", "views/", {"name": "X", "asked": {"state": "blue", "colour": "1", "view": "all"}})
    assert answer.status_code == 422
    assert {fault["pointer"] for fault in answer.json()["errors"]} == {"/asked/state", "/asked/colour"}
