"""The case before and the case after, in the view one came from (B50).

The address of a case says where it stood there (`?from=pending.-folio.1042`): view, order and the cursor of its row.
So the way goes on correctly when the case was closed meanwhile and is in that view no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from atenda.staff.models import Agent
from atenda.worklists.ordering import ORDERS, Order
from atenda.worklists.paging import Row, View, page

LONGEST = 100


@dataclass(frozen=True)
class Trail:
    """A place in a view."""

    view: View
    order: Order
    cursor: str

    def __str__(self) -> str:
        return f"{self.view.value}.{self.order.name}.{self.cursor}"

    def at(self, row: Row) -> Trail:
        return Trail(self.view, self.order, self.order.cursor(row))

    @property
    def query(self) -> str:
        """What an address has to end with to keep the trail."""
        return f"?from={self}"  # nothing in it needs to be quoted

    @property
    def list_query(self) -> str:
        return "?" + urlencode({"view": self.view.value, "order": self.order.name})

    @property
    def rest_query(self) -> str:
        """What of the list comes after."""
        return f"{self.list_query}&{urlencode({'before': self.cursor})}"


def read_trail(text: str) -> Trail | None:
    """What an address says; nothing where it makes no sense."""
    view, _, rest = text[:LONGEST].partition(".")
    name, _, cursor = rest.partition(".")
    order = ORDERS.get(name)
    if view not in View.values or order is None or order.read_cursor(cursor) is None:
        return None
    return Trail(View(view), order, cursor)


def neighbour(actor: Agent, trail: Trail, *, forward: bool) -> tuple[int, Trail] | None:
    """The folio of the next case this agent sees from there, or of the previous one, and its own place."""
    cursor: dict[str, Any] = {"before": trail.cursor} if forward else {"after": trail.cursor}
    found = page(actor, view=trail.view, order=trail.order, size=1, **cursor).rows
    return (found[0].folio, trail.at(found[0])) if found else None
