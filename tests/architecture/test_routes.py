"""Every door as every kind of person, for things of every kind (hardening 3.37)."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from django.http import HttpResponse

from tests.architecture.routes import METHODS, PEOPLE, Door, doors
from tests.architecture.stage import Stage, routes, without_numbers

DOORS = doors()
SHARES = 16  # of the table, each with a stage of its own


def test_every_route_stands_in_the_table() -> None:
    assert {door.route for door in DOORS} == set(routes())


def test_no_door_stands_twice_in_the_table() -> None:
    assert len({(door.route, door.method) for door in DOORS}) == len(DOORS)


@pytest.mark.parametrize("share", range(SHARES))
def test_each_person_gets_what_the_table_says(share: int, stage: Stage) -> None:
    wrong = {}
    for door in DOORS[share::SHARES]:
        for person, whose in product(PEOPLE, _kinds(door, stage)):
            found, expected = _in_words(knock(stage, door, person, whose)), door.answer(person, whose)
            if found != expected:
                wrong[f"{door} as {person}, {whose}"] = (found, expected)
    assert wrong == {}


def test_what_is_hidden_answers_as_what_never_was(stage: Stage) -> None:
    told = []
    for door in (door for door in DOORS if door.thing == "case"):
        absent = without_numbers(knock(stage, door, "restricted", "absent"))
        for whose in ("hidden", "foreign"):
            if without_numbers(knock(stage, door, "restricted", whose)) != absent:
                told.append(f"{door}, {whose}")
    assert told == []


def test_a_stranger_cannot_tell_what_there_is(stage: Stage) -> None:
    told = []
    for door in (door for door in DOORS if door.thing and door.manner != "public"):
        absent = without_numbers(knock(stage, door, "stranger", "absent"))
        if without_numbers(knock(stage, door, "stranger", "own")) != absent:
            told.append(str(door))
    assert told == []


def test_no_door_takes_a_method_that_is_not_in_the_table(stage: Stage) -> None:
    taken = {}
    for route in sorted({door.route for door in DOORS}):
        listed = {door.method for door in DOORS if door.route == route}
        thing = next(door.thing for door in DOORS if door.route == route)
        for method in METHODS:
            answer = None if method in listed else knock(stage, Door(method, route, {}, thing, ""), "admin", "own")
            if answer is not None and answer.status_code != 405:
                taken[f"{method} {route}"] = answer.status_code
    assert taken == {}


def knock(stage: Stage, door: Door, person: str, whose: str) -> HttpResponse:
    """Ask as this person, for that thing; nothing stays changed."""
    with stage.as_(person) as visit:
        answer: Any = visit.generic(door.method, stage.address(door.route, door.thing, whose))
        return answer  # type: ignore[no-any-return]


def _kinds(door: Door, stage: Stage) -> list[str]:
    return list(stage.things[door.thing]) if door.thing else ["own"]


def _in_words(answer: HttpResponse) -> str:
    is_sent_in = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
    return "in" if is_sent_in and "next=" in answer["Location"] else str(answer.status_code)
