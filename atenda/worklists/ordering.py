"""The orders of the list, each with its cursor.

Folio and creation are read straight from an index. State and priority are walked: their values in the order people
read them (labels in the alphabet of the reader, S0.38; priorities as the organization ranks them), and within a value
the newest folio first; one index range per value.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from atenda.cases import catalogue
from atenda.worklists.scopes import Part

Cursor = tuple[Any, int]


class Row(Protocol):
    """What an order reads of a row to make a cursor of it."""

    @property
    def folio(self) -> int: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def state(self) -> catalogue.Value: ...
    @property
    def priority(self) -> catalogue.Value: ...


@dataclass(frozen=True)
class Walk:
    """One stretch of an order: of one state or priority where it goes by those, and past the cursor."""

    down: bool
    state: int | None = None
    priority: int | None = None
    past: Cursor | None = None

    @property
    def way(self) -> str:
        return "DESC" if self.down else "ASC"

    def narrow(self, part: Part) -> Part:
        """The part, past the cursor."""
        return part if self.past is None else part.only(f"{part.folio} {'<' if self.down else '>'} %s", self.past[1])


class ByMoment(Walk):
    """A stretch by creation."""

    def narrow(self, part: Part) -> Part:
        past = f"(c.created_at, c.folio) {'<' if self.down else '>'} (%s, %s)"
        return part if self.past is None else part.only(past, *self.past)


@dataclass(frozen=True)
class Order(ABC):
    """One order: what the address calls it, the field, and which way."""

    name: str

    @property
    def field(self) -> str:
        return self.name.lstrip("-")

    @property
    def descending(self) -> bool:
        return self.name.startswith("-")

    @property
    def turned(self) -> str:
        """The name of the same order the other way round."""
        return self.field if self.descending else f"-{self.field}"

    @property
    def by_moment(self) -> bool:
        """Whether the moment of creation comes before the folio."""
        return False

    @abstractmethod
    def cursor(self, row: Row) -> str:
        """Where a page begins or ends, as the address carries it."""

    @abstractmethod
    def read_cursor(self, text: str) -> Cursor | None:
        """The same, read back; nothing where the address makes no sense."""

    @abstractmethod
    def walks(self, cursor: Cursor | None, *, backwards: bool) -> list[Walk]:
        """The stretches past the cursor, one after the other."""


class ByFolio(Order):
    def cursor(self, row: Row) -> str:
        return str(row.folio)

    def read_cursor(self, text: str) -> Cursor | None:
        folio = _folio(text)
        return None if folio is None else (None, folio)

    def walks(self, cursor: Cursor | None, *, backwards: bool) -> list[Walk]:
        return [Walk(self.descending != backwards, past=cursor)]


class ByCreation(Order):
    by_moment = True

    def cursor(self, row: Row) -> str:
        return f"{row.created_at.astimezone(UTC).timestamp():.6f}.{row.folio}"

    def read_cursor(self, text: str) -> Cursor | None:
        moment, _, number = text.rpartition(".")
        folio = _folio(number)
        try:
            return None if folio is None else (datetime.fromtimestamp(float(moment), UTC), folio)
        except (ValueError, OverflowError, OSError):
            return None

    def walks(self, cursor: Cursor | None, *, backwards: bool) -> list[Walk]:
        return [ByMoment(self.descending != backwards, past=cursor)]


@dataclass(frozen=True)
class ByValue(Order):
    """An order by a picklist: `values` gives its values in rising order."""

    values: Callable[[], list[catalogue.Value]]

    def cursor(self, row: Row) -> str:
        return f"{getattr(row, self.field).id}.{row.folio}"

    def read_cursor(self, text: str) -> Cursor | None:
        value, _, number = text.partition(".")
        known, folio = {str(each.id): each.id for each in self.values()}, _folio(number)
        return None if folio is None or value not in known else (known[value], folio)

    def walks(self, cursor: Cursor | None, *, backwards: bool) -> list[Walk]:
        values = [value.id for value in self.values()]
        if self.descending != backwards:
            values.reverse()
        start = values.index(cursor[0]) if cursor else 0
        down = not backwards
        by_state = self.field == "state"
        return [
            Walk(down, value if by_state else None, None if by_state else value, None if place else cursor)
            for place, value in enumerate(values[start:])
        ]


def _folio(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= 10 else None


def _priorities() -> list[catalogue.Value]:
    return list(catalogue.priorities().values())


ORDERS: dict[str, Order] = {
    order.name: order
    for order in (
        ByFolio("-folio"),
        ByFolio("folio"),
        ByValue("state", catalogue.states_by_label),
        ByValue("-state", catalogue.states_by_label),
        ByCreation("-created"),
        ByCreation("created"),
        ByValue("-priority", _priorities),
        ByValue("priority", _priorities),
    )
}
