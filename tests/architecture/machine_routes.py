"""Every operation of the API and who may pass, kept by hand like the doors of people (hardening 3.37). One that is not
here fails the build.

Columns as in routes.py, without nobody: that is 401 everywhere. Each person comes with a token of all scopes and, where
something is sent, an empty object. A token without the operation's scope is refused with 403 whoever it is of.
A stranger has the same things at home: where nothing is named, the figure is what their own organization answers.
"""

from __future__ import annotations

from tests.architecture.routes import METHODS, PEOPLE, Door

TABLE = """
       operation           stranger observer agent restricted supervisor admin  thing

       cases
GET    list_cases          200      200      200   200        200        200
POST   open_case           422      403      422   422        422        422
GET    get_case            404      200      200   200        200        200    case
"""


def operations() -> list[Door]:
    """The table, read."""
    return [_door(words) for line in TABLE.splitlines() if (words := line.split()) and words[0] in METHODS]


def _door(words: list[str]) -> Door:
    method, operation, *rest = words
    people = PEOPLE[1:]
    answers, (thing, manner, *_) = rest[: len(people)], [*rest[len(people) :], "", ""]
    return Door(method, operation, dict(zip(people, answers, strict=True)), thing, manner)
