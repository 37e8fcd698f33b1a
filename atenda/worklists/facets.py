"""What a case is filtered by, as numbers in one index: any combination of filters is one walk through it.

Each value a case has is one code: of the value's id, which is unique over all organizations, and the field it stands
in. What a field lacks has a code too, of the organization's id, and so has being pending. Codes are below zero; above
it stand the ids of the people who work on the case, as they are. Tags are a column of the index by themselves.

The index is made by a migration, of the expression below; PostgreSQL uses it for questions written in the same words,
and a test says that it does. Nothing has to be kept: it is an index and not a column.
"""

from __future__ import annotations

from collections.abc import Iterable

from atenda.organizations.entering import current_organization

# by field of a case: its place in a code; never another once it is in the index
PLACES = {
    "state": 1,
    "priority": 2,
    "category": 3,
    "type": 4,
    "importance": 5,
    "campaign": 6,
    "source": 7,
    "team": 8,
    "contact": 9,
    "account": 10,
    "assignee": 11,
    "tag": 12,
    "closing_reason": 13,
}
PENDING, UNASSIGNED_AND_TEAMLESS = 0, 15
NEVER_EMPTY = ("state", "priority")
MAYBE_EMPTY = ("category", "type", "importance", "campaign", "source", "team", "contact", "account", "closing_reason")


def codes(field: str, values: Iterable[int | None]) -> list[int]:
    """Of several values of a field; None is nothing in it."""
    return [lacking(field) if value is None else _code(field, value) for value in values]


def _code(field: str, pk: int) -> int:
    return pk if field == "assignee" else -(pk * 32 + PLACES[field] * 2)


def lacking(field: str) -> int:
    return _of_organization(PLACES[field])


def pending() -> int:
    return _of_organization(PENDING)


def unassigned_and_teamless() -> int:
    return _of_organization(UNASSIGNED_AND_TEAMLESS)


def _of_organization(place: int) -> int:
    return -(current_organization().pk * 32 + place * 2 + 1)


def expression(alias: str = "c") -> str:
    """All codes of one case."""
    return _written().replace("c.", f"{alias}." if alias else "")


def _written() -> str:
    def lacks(place: int) -> str:
        return f"-(c.organization_id * 32 + {place * 2 + 1})"

    given = [f"-(c.{name}_id * 32 + {PLACES[name] * 2})" for name in NEVER_EMPTY]
    given += [f"COALESCE(-(c.{name}_id * 32 + {PLACES[name] * 2}), {lacks(PLACES[name])})" for name in MAYBE_EMPTY]
    given += [
        f"CASE WHEN {so} THEN {lacks(place)} ELSE 0::bigint END"
        for so, place in (
            ("c.assignee_ids = '{}'::bigint[]", PLACES["assignee"]),
            ("c.tag_ids = '{}'::bigint[]", PLACES["tag"]),
            ("c.closed_at IS NULL", PENDING),
            ("c.assignee_ids = '{}'::bigint[] AND c.team_id IS NULL", UNASSIGNED_AND_TEAMLESS),
        )
    ]
    return f"(ARRAY[{', '.join(given)}] || c.assignee_ids)"
