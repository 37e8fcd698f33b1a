"""Deeds on many cases through the API."""

from __future__ import annotations

import pytest

from atenda.access.abilities import Ability
from atenda.access.models import Role
from atenda.api.shapes.many import DEEDS
from atenda.cases.models import Case
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.machine import Program, program_of
from atenda.worklists.bulk.asking import BIN, FIELDS
from atenda.worklists.bulk.running import carry_on
from atenda.worklists.models import BulkDeed


@pytest.fixture
def program(acme: Cast) -> Program:
    return program_of(acme.agent)


@pytest.fixture
def folios(acme: Cast) -> list[int]:
    return [make.case(f"Caixa {number}", responsible=acme.agent, by=acme.agent).folio for number in range(3)]


def test_every_deed_of_the_page_can_be_named() -> None:
    assert set(DEEDS.__args__) == {*FIELDS, BIN}  # type: ignore[attr-defined]


def test_a_deed_is_foretold_done_told_and_taken_back(program: Program, folios: list[int], acme: Cast) -> None:
    asked = {"deed": "priority", "to": "Alta", "folios": folios}
    foretold = program.ask("POST", "cases/many/foretelling/", asked).json()
    assert (foretold["cases"], foretold["changed"], foretold["refused"]) == (3, 3, 0)
    assert not BulkDeed.objects.exists()
    begun = program.ask("POST", "cases/many/", asked)
    assert (begun.status_code, begun.json()["stage"], begun.json()["figures"]["waiting"]) == (202, "running", 3)
    address = begun["Location"].removeprefix("/api/v1/")
    carry_on(BulkDeed.objects.get(), until_done=True)
    told = program.ask("GET", address).json()
    assert (told["stage"], told["figures"]["changed"], told["can_be_undone"]) == ("done", 3, True)
    assert {case.priority for case in Case.objects.filter(folio__in=folios)} == {acme.priority("Alta")}
    undone = program.ask("POST", f"{address}undoing/", {})
    assert (undone.status_code, undone.json()["stage"]) == (202, "undoing")
    carry_on(BulkDeed.objects.get(), until_done=True)
    assert program.ask("GET", address).json()["figures"]["undone"] == 3
    assert program.ask("POST", f"{address}undoing/", {}).status_code == 422


def test_all_of_a_list_is_meant_by_the_words_of_its_address(program: Program, folios: list[int], acme: Cast) -> None:
    make.case("Outra", responsible=acme.colleague, by=acme.colleague)
    asked = {"deed": "tags", "how": "add", "tags": ["lote 17"], "of_list": {"view": "all", "assignee": "me"}}
    assert program.ask("POST", "cases/many/", asked).json()["cases"] == 3
    wrong = {**asked, "of_list": {"asignado": "me", "assignee": "todos"}}
    faults = program.ask("POST", "cases/many/", wrong).json()["errors"]
    assert {fault["pointer"] for fault in faults} == {"/of_list/asignado", "/of_list/assignee"}


def test_an_end_says_why_and_what_solved_it(program: Program, folios: list[int]) -> None:
    closing = {"deed": "state", "to": "Cerrado", "solution": "Enviado outra vez", "folios": folios}
    assert program.ask("POST", "cases/many/", closing).status_code == 202
    carry_on(BulkDeed.objects.get(), until_done=True)
    closed = Case.objects.filter(folio__in=folios, closed_at__isnull=False)
    assert [case.solution for case in closed] == ["Enviado outra vez"] * 3


def test_what_became_of_each_comes_page_by_page(program: Program, acme: Cast) -> None:
    folios = [make.case(f"Caixa {n}", responsible=acme.agent, by=acme.agent).folio for n in range(53)]
    begun = program.ask("POST", "cases/many/", {"deed": "priority", "to": "Alta", "folios": folios})
    address = begun["Location"].removeprefix("/api/v1/")
    stopped = program.ask("POST", f"{address}stopping/", {}).json()
    assert (stopped["stage"], stopped["can_be_continued"]) == ("stopped", True)
    assert program.ask("POST", f"{address}continuing/", {}).json()["stage"] == "running"
    first = program.ask("GET", f"{address}rows/?outcome=waiting").json()
    second = program.ask("GET", first["next"].removeprefix("/api/v1/")).json()
    assert [row["folio"] for row in (*first["items"], *second["items"])] == folios
    assert second["next"] is None
    assert program.ask("GET", f"{address}rows/?outcome=lost").status_code == 422


def test_the_same_key_begins_it_once(program: Program, folios: list[int]) -> None:
    asked = {"deed": "priority", "to": "Alta", "folios": folios}
    ids = {program.ask("POST", "cases/many/", asked, Idempotency_Key="lote-17").json()["id"] for _ in range(2)}
    assert len(ids) == BulkDeed.objects.count() == 1


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"deed": "priority", "to": "Altísima"}, "/to"),
        ({"deed": "priority", "to": None}, "/to"),
        ({"deed": "priority"}, "/to"),
        ({"deed": "due_at", "to": "mañá"}, "/to"),
        ({"deed": "responsible", "to": 987_654}, "/to"),
        ({"deed": "tags", "tags": ["a"]}, "/how"),
        ({"deed": "priority", "to": "Alta", "solution": "x"}, "/solution"),
        ({"deed": "state", "to": "En espera", "solution": "x"}, "/solution"),
        ({"deed": "state", "to": "Cerrado", "also": {"team": 987_654}}, "/also/team"),
        ({"deed": "priority", "to": "Alta", "of_list": {}}, "/folios"),
    ],
)
def test_what_is_not_right_is_named_with_its_place(
    program: Program, folios: list[int], asked: dict[str, object], pointer: str
) -> None:
    answer = program.ask("POST", "cases/many/", {"folios": folios, **asked})
    assert answer.status_code == 422, answer.content
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert not BulkDeed.objects.exists()


def test_others_neither_see_it_nor_begin_one_without_the_right(acme: Cast, program: Program, folios: list[int]) -> None:
    begun = program.ask("POST", "cases/many/", {"deed": "priority", "to": "Alta", "folios": folios})
    address = begun["Location"].removeprefix("/api/v1/")
    assert program_of(acme.colleague).ask("GET", address).status_code == 404
    assert program_of(acme.admin).ask("GET", address).status_code == 200
    abilities = [each for each in acme.agent.role.abilities if each != Ability.CHANGE_MANY]
    Role.objects.filter(pk=acme.agent.role_id).update(abilities=abilities)
    assert program.ask("POST", "cases/many/", {"deed": "priority", "to": "Alta", "folios": folios}).status_code == 403
    assert program.ask("POST", f"{address}undoing/", {}).status_code == 403
