"""Duplicates through the API: looked for, listed page by page, told apart, taken back."""

from __future__ import annotations

import pytest

from atenda.customers.duplicates.looking import look
from atenda.customers.opening import open_contact
from atenda.customers.ways import Email, Phone
from atenda.history.models import Event
from atenda.history.undoing import undo
from atenda.testing.cast import NOW, Cast
from atenda.testing.machine import Program, program_of


@pytest.fixture
def program(acme: Cast) -> Program:
    return program_of(acme.agent)


@pytest.fixture
def pairs(acme: Cast) -> list[tuple[int, int]]:
    made = []
    for number, name in enumerate(("Iria Souto Lema", "Brais Outón Fole", "Noa Rei Cid")):
        ways = {"emails": [Email(f"e{number}@x.example")], "phones": [Phone(f"98611122{number}")] if number else []}
        first, second = (open_contact(name=name, by=None, now=NOW, **ways).pk for _time in range(2))
        made.append((first, second))
    return made


def test_they_are_looked_for_when_a_program_asks(program: Program, pairs: list[tuple[int, int]]) -> None:
    assert program.ask("GET", "duplicates/looking/").json()["looked_at"] is None
    answer = program.ask("POST", "duplicates/looking/", {"kind": "contact"})
    assert answer.status_code == 202
    assert answer.json()["is_under_way"]
    look("contact", now=NOW.replace(year=2030))
    said = program.ask("GET", answer["Location"].removeprefix("/api/v1/")).json()
    assert said["looked_at"] == "2030-11-02T09:30:00Z"
    assert not said["is_under_way"]
    assert program.ask("POST", "duplicates/looking/", {"kind": "case"}).status_code == 422


def test_the_list_goes_on_page_by_page(program: Program, pairs: list[tuple[int, int]]) -> None:
    look("contact", now=NOW)
    found, address = [], "duplicates/?limit=2"
    while address:
        said = program.ask("GET", address).json()
        found += said["items"]
        address = (said["next"] or "").removeprefix("/api/v1/")
    assert [(one["first"]["id"], one["second"]["id"]) for one in found] == [*pairs[1:], pairs[0]]
    assert found[0]["shares"] == ["name", "email", "phone"]
    assert len(program.ask("GET", "duplicates/?share=phone").json()["items"]) == 2
    assert program.ask("GET", "duplicates/?share=shoe").status_code == 422
    assert program.ask("GET", "duplicates/?kind=account").json()["items"] == []


def test_two_are_told_apart_once_and_it_is_taken_back(
    program: Program, acme: Cast, pairs: list[tuple[int, int]]
) -> None:
    look("contact", now=NOW)
    first, second = pairs[0]
    said = program.ask("POST", f"contacts/{second}/telling-apart/", {"other": first}).json()
    event = Event.objects.get(pk=said["event"])
    assert (event.kind, event.subject_id) == ("contact.told_apart", first)
    again = program.ask("POST", f"contacts/{first}/telling-apart/", {"other": second})
    assert again.json() == {"id": first, "event": None}
    assert len(program.ask("GET", "duplicates/").json()["items"]) == 2
    undo(event, by=acme.admin, now=event.at)
    assert len(program.ask("GET", "duplicates/").json()["items"]) == 3


def test_one_and_itself_are_not_two(program: Program, acme: Cast) -> None:
    one = acme.customer.pk
    answer = program.ask("POST", f"contacts/{one}/telling-apart/", {"other": one})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/other"
