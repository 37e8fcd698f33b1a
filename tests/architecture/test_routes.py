"""Every door as every kind of person, for things of every kind (hardening 3.37)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse

from atenda.testing.cast import Cast
from tests.architecture.routes import METHODS, PEOPLE, Door, doors
from tests.architecture.stage import Stage, routes, set_stage, without_numbers

DOORS = doors()


@pytest.fixture
def stage(acme: Cast, other: Cast) -> Iterator[Stage]:
    return set_stage(acme, other)


def test_every_route_stands_in_the_table() -> None:
    assert {door.route for door in DOORS} == set(routes())


def test_no_door_stands_twice_in_the_table() -> None:
    assert len({(door.route, door.method) for door in DOORS}) == len(DOORS)


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_each_person_gets_what_the_table_says(door: Door, stage: Stage) -> None:
    expected = {(person, whose): door.answer(person, whose) for person in PEOPLE for whose in _kinds(door, stage)}
    found = {
        (person, whose): _in_words(knock(stage, door, person, whose))
        for person in PEOPLE
        for whose in _kinds(door, stage)
    }
    assert found == expected


@pytest.mark.parametrize("door", [door for door in DOORS if door.thing == "case"], ids=str)
def test_what_is_hidden_answers_as_what_never_was(door: Door, stage: Stage) -> None:
    absent = without_numbers(knock(stage, door, "restricted", "absent"))
    assert without_numbers(knock(stage, door, "restricted", "hidden")) == absent
    assert without_numbers(knock(stage, door, "restricted", "foreign")) == absent


@pytest.mark.parametrize("door", [door for door in DOORS if door.thing and door.manner != "public"], ids=str)
def test_a_stranger_cannot_tell_what_there_is(door: Door, stage: Stage) -> None:
    absent = without_numbers(knock(stage, door, "stranger", "absent"))
    assert without_numbers(knock(stage, door, "stranger", "own")) == absent


@pytest.mark.parametrize("route", sorted({door.route for door in DOORS}))
def test_no_door_takes_a_method_that_is_not_in_the_table(route: str, stage: Stage) -> None:
    listed = {door.method for door in DOORS if door.route == route}
    thing = next(door.thing for door in DOORS if door.route == route)
    taken = {
        method: answer.status_code
        for method in METHODS
        if method not in listed
        if (answer := knock(stage, Door(method, route, {}, thing, ""), "admin", "own")).status_code != 405
    }
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
