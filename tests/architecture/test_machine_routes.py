"""Every operation of the API as every kind of person, with every kind of token, for things of every kind (3.37)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from atenda.access.abilities import RoleKind, Sees
from atenda.access.models import Role
from atenda.api.description import described
from atenda.api.models import Scope
from atenda.api.shapes import Answer, Shape
from atenda.testing.cast import make_cast
from atenda.testing.machine import Program, program_of
from tests.architecture.machine_routes import ASKED, BODIES, operations
from tests.architecture.routes import PEOPLE, Door
from tests.architecture.stage import Stage, without_numbers

OPERATIONS = operations()
NAMES = {"folio": "number"}  # what the stage calls a part of an address
OF_ALL = {"kind", "role", "wording"}  # named alike in every organization, so there is nothing to tell
SHARES = 4


@pytest.fixture(autouse=True)
def lifted() -> Iterator[None]:
    with override_settings(API_LIMITS_LIFTED=True):
        yield


def paths() -> dict[str, tuple[str, str, Scope]]:
    """By operation: its method, its address and its scope."""
    return {
        each["operationId"]: (method.upper(), path, Scope(each["x-scope"]))
        for path, methods in described()["paths"].items()
        for method, each in methods.items()
    }


def test_every_operation_stands_in_the_table() -> None:
    known = {name: method for name, (method, _path, _scope) in paths().items()}
    assert {door.route: door.method for door in OPERATIONS} == known
    assert len({door.route for door in OPERATIONS}) == len(OPERATIONS)


def test_no_two_shapes_have_one_name() -> None:
    """In the description the one would stand for the other."""
    shapes = [shape.__name__ for base in (Shape, Answer) for shape in _below(base)]
    assert sorted(shapes) == sorted(set(shapes))


def _below(base: type) -> list[type]:
    return [each for below in base.__subclasses__() for each in (below, *_below(below))]


@pytest.mark.parametrize("share", range(SHARES))
def test_each_person_gets_what_the_table_says(share: int, stage: Stage) -> None:
    programs, wrong = _programs(stage), {}
    for door in OPERATIONS[share::SHARES]:
        for person, whose in product(PEOPLE[1:], _kinds(door, stage)):
            found, expected = str(_knock(stage, programs, door, person, whose).status_code), door.answer(person, whose)
            if found != expected:
                wrong[f"{door} as {person}, {whose}"] = (found, expected)
    assert wrong == {}


def test_nobody_gets_in(stage: Stage) -> None:
    programs = {"nobody": Program()}
    answers = {_knock(stage, programs, door, "nobody", "own").content for door in OPERATIONS}
    assert len(answers) == 1
    assert b'"status": 401' in answers.pop()


def test_a_token_without_the_scope_is_refused(stage: Stage) -> None:
    wrong = {}
    for door in OPERATIONS:
        scope = paths()[door.route][2]
        useful = {scope.value, scope.value.replace(":read", ":write")}
        others = [other for other in Scope if other.value not in useful]
        with transaction.atomic():
            programs = {"admin": program_of(stage.acme.admin, others)}
            answer = _knock(stage, programs, door, "admin", "own")
            transaction.set_rollback(True)
        if (answer.status_code, answer.json().get("code")) != (403, "scope"):
            wrong[str(door)] = answer.status_code
    assert wrong == {}


def test_what_is_hidden_answers_as_what_never_was(stage: Stage) -> None:
    programs, told = _programs(stage), []
    for door in (door for door in OPERATIONS if door.thing == "case"):
        absent = without_numbers(_knock(stage, programs, door, "restricted", "absent"))
        for whose in ("hidden", "foreign"):
            if without_numbers(_knock(stage, programs, door, "restricted", whose)) != absent:
                told.append(f"{door}, {whose}")
    assert told == []


def test_a_stranger_cannot_tell_what_there_is(stage: Stage) -> None:
    programs, told = _programs(stage), []
    for door in (door for door in OPERATIONS if door.thing and door.thing not in OF_ALL):
        absent = without_numbers(_knock(stage, programs, door, "stranger", "absent"))
        if without_numbers(_knock(stage, programs, door, "stranger", "own")) != absent:
            told.append(str(door))
    assert told == []


def test_a_patch_holds_only_for_what_was_read(stage: Stage) -> None:
    programs, wrong = _programs(stage), {}
    for door in (door for door in OPERATIONS if door.method == "PATCH"):
        person = next(person for person in ("admin", "agent") if door.answer(person, "own") == "200")
        other = _knock(stage, programs, door, person, "own", If_Match='"what it never was"')
        if (other.status_code, other.json().get("code")) != (412, "changed") or "ETag" not in other:
            wrong[str(door)] = other.status_code
        elif (same := _knock(stage, programs, door, person, "own", If_Match=other["ETag"])).status_code != 200:
            wrong[str(door)] = same.status_code
    assert wrong == {}


def _programs(stage: Stage) -> dict[str, Program]:
    acme = stage.acme
    people = {"observer": acme.observer, "agent": acme.agent, "supervisor": acme.supervisor, "admin": acme.admin}
    programs = {name: program_of(agent) for name, agent in people.items()}
    # addresses name no organization and folios begin anew in each: a stranger is one who has no cases
    stranger = make_cast("third").agent
    return {**programs, "restricted": programs["agent"], "stranger": program_of(stranger)}


def _knock(stage: Stage, programs: dict[str, Program], door: Door, person: str, whose: str, **headers: str) -> Any:
    """Ask as this person, for that thing; nothing stays changed."""
    method, path, _scope = paths()[door.route]
    things: dict[str, Any] = stage.things[door.thing][whose] if door.thing else {}
    for name in [part[1:-1] for part in path.split("/") if part.startswith("{")]:
        path = path.replace(f"{{{name}}}", str(things[NAMES.get(name, name)]))
    with transaction.atomic():
        if person == "restricted":
            Role.objects.filter(kind=RoleKind.AGENT).update(sees=Sees.OWN)
        body = None if method == "GET" else BODIES.get(door.route, {})
        address = path.removeprefix("/api/v1/") + ASKED.get(door.route, "")
        answer = programs[person].ask(method, address, body, **headers)
        if answer.streaming:
            answer.getvalue()
        transaction.set_rollback(True)
    return answer


def _kinds(door: Door, stage: Stage) -> list[str]:
    return list(stage.things[door.thing]) if door.thing else ["own"]
