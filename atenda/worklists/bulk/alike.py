"""Cases to which the same would happen, put together: so that a hundred thousand are foretold by looking at a few.

What becomes of a case depends on its type, on what it has of the field, and on which of the fields asked for by the
rules are empty; of a move between states on the state it is in. Nothing else tells two cases apart here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from atenda.cases import catalogue
from atenda.cases.field_rules import depend_on_type, rules
from atenda.cases.tagging import MOST as MOST_TAGS
from atenda.customers.search import customer_of
from atenda.worklists.bulk.asking import BIN, MOMENTS, TEXTS, Asked
from atenda.worklists.bulk.doing import with_company
from atenda.worklists.wheres import Where

MOST = 200  # groups looked at; the largest
EXAMPLES = 3

EMPTY = {
    "customer": "false",
    "assignees": "c.assignee_ids = '{}'",
    "tags": "c.tag_ids = '{}'",
    "account": "(c.account_id IS NULL AND c.contact_id IS NOT NULL)",
    **{text: f"c.{text} = ''" for text in TEXTS},
    **{moment: f"c.{moment} IS NULL" for moment in MOMENTS},
}


@dataclass(frozen=True)
class Alike:
    """So many cases, some of their folios, the newest first."""

    number: int
    folios: tuple[int, ...]


def groups(asked: Asked, meant: Where) -> list[Alike]:
    """The cases meant, put together, the most first."""
    keys = [*_keys(asked)]
    columns = ", ".join(sql for sql, _values in keys) or "1"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT count(*), (array_agg(folio ORDER BY folio DESC))[1:{EXAMPLES}] FROM (
                SELECT c.folio, ARRAY[{columns}]::text[] AS same FROM cases_case c WHERE {meant.indexed}) meant
            GROUP BY same ORDER BY count(*) DESC
            """,  # noqa: S608  conditions and columns are ours
            [*(value for _sql, values in keys for value in values), *meant.indexed_values],
        )
        return [Alike(number, tuple(folios)) for number, folios in cursor.fetchall()]


def _keys(asked: Asked) -> Iterator[tuple[str, list[Any]]]:
    """What tells cases apart for this deed, as SQL of `cases_case c`."""
    deed = asked["deed"]
    if deed == BIN:
        return
    if depend_on_type() or deed == "state":  # moves, too, are barred by type
        yield "c.type_id::text", []
    yield "(c.closed_at IS NULL)::text", []
    if deed in ("state", "closing_reason"):
        yield "c.state_id::text", []
    if deed in ("state", "type"):
        for field in _asked_for():
            yield f"({EMPTY.get(field, f'c.{field}_id IS NULL')})::text", []
    if deed == "tags":
        yield from _of_many("c.tag_ids", asked["ids"])
        yield f"(cardinality(c.tag_ids) > {MOST_TAGS - len(asked['ids'])})::text", []
    elif deed == "assignees":
        yield from _of_many("c.assignee_ids", asked["ids"])
        yield "(c.responsible_id = ANY(%s::bigint[]))::text", [asked["ids"]]
        yield "(c.assignee_ids <@ (%s::bigint[] || c.responsible_id))::text", [asked["ids"]]  # «only these» leaves them
    elif deed == "responsible":
        yield "(c.responsible_id IS NOT DISTINCT FROM %s)::text", [asked["to"]]
        yield "least(cardinality(c.assignee_ids), 2)::text", []
    elif deed in ("customer", "account"):
        entering = with_company(asked["to"]) if deed == "customer" else {"account": customer_of(asked["to"] or "")}
        for name, customer in entering.items():
            yield f"(c.{name}_id IS NOT DISTINCT FROM %s)::text", [customer.pk if customer else None]
        yield "(c.contact_id IS NULL)::text", []
    elif deed in TEXTS:
        yield f"(c.{deed} = %s)::text", [asked["to"]]
    elif deed in MOMENTS:
        yield f"(c.{deed} IS NOT DISTINCT FROM %s::timestamptz)::text", [asked["to"]]
    else:
        yield f"(c.{deed}_id IS NOT DISTINCT FROM %s)::text", [asked["to"]]


def _of_many(column: str, ids: list[int]) -> Iterator[tuple[str, list[Any]]]:
    for operator in ("@>", "<@", "&&"):
        yield f"({column} {operator} %s::bigint[])::text", [ids]
    yield f"least(cardinality({column}), 2)::text", []


def _asked_for() -> list[str]:
    """Fields that some rule wants filled in."""
    wanted = [rules(None), *(rules(pk) for pk in catalogue.types())]
    return sorted({name for each in wanted for name, rule in each.items() if rule.at_opening or rule.at_closing})
