"""The case before and the case after, in the view one came from (B50).

The address of a case says where it stood there (`?from=pending.-folio.1042`): view, order and the cursor of its row,
and the filters of the list (`&in=…`).
So the way goes on correctly when the case was closed meanwhile and is in that view no more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from atenda.staff.models import Agent
from atenda.worklists.ordering import ORDERS
from atenda.worklists.paging import page
from atenda.worklists.question import Question, View, read_question
from atenda.worklists.rows import Row

LONGEST = 100
MOST_SAID = 50
LONGEST_FILTERS = 8_000  # of longer ones the end would be lost, and a number with it


@dataclass(frozen=True)
class Trail:
    """A place in a list."""

    question: Question
    cursor: str

    def __str__(self) -> str:
        return f"{self.question.view.value}.{self.question.order.name}.{self.cursor}"

    def at(self, row: Row) -> Trail:
        return Trail(self.question, self.question.order.cursor(row))

    @property
    def query(self) -> str:
        """What an address has to end with to keep the trail."""
        return f"?from={self}{self.question.carried}"  # nothing in the first part needs to be quoted

    @property
    def list_query(self) -> str:
        return self.question.query()

    @property
    def rest_query(self) -> str:
        """What of the list comes after."""
        return self.question.query(before=self.cursor)


def read_trail(text: str, filters: str = "") -> Trail | None:
    """What an address says; nothing where it makes no sense."""
    view, _, rest = text[:LONGEST].partition(".")
    name, _, cursor = rest.partition(".")
    order = ORDERS.get(name)
    if view not in View.values or order is None or order.read_cursor(cursor) is None:
        return None
    if len(filters) > LONGEST_FILTERS or filters.count("&") >= MOST_SAID:
        return None
    said = dict(parse_qsl(filters))
    return Trail(replace(read_question(said), view=View(view), order=order), cursor)


def neighbour(actor: Agent, trail: Trail, *, forward: bool) -> tuple[int, Trail] | None:
    """The folio of the next case this agent sees from there, or of the previous one, and its own place."""
    cursor: dict[str, Any] = {"before": trail.cursor} if forward else {"after": trail.cursor}
    found = page(actor, trail.question, size=1, **cursor).rows
    return (found[0].folio, trail.at(found[0])) if found else None
