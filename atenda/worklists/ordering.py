"""The orders of the list, each with its cursor.

Folio and moments are read straight from an index. State and priority are walked: their values in the order people
read them (labels in the alphabet of the reader, S0.38; priorities as the organization ranks them), and within a value
the newest folio first; one index range per value.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from atenda.cases import catalogue
from atenda.satisfaction.faces import BY_SCORE, Face
from atenda.staff import directory
from atenda.worklists.walks import ByMoment, Cursor, OfValue, Walk

MISSING = "none"


class Row(Protocol):
    """What an order reads of a row to make a cursor of it."""

    @property
    def folio(self) -> int: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def updated_at(self) -> datetime: ...
    @property
    def contacted_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def closed_at(self) -> datetime | None: ...
    @property
    def state(self) -> catalogue.Value: ...
    @property
    def priority(self) -> catalogue.Value: ...


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


@dataclass(frozen=True)
class ByTime(Order):
    """An order by a moment: how SQL calls it, and a row of the list. One that may be missing stands last."""

    moment: str
    attribute: str
    may_be_missing: bool = False

    @property
    def by_moment(self) -> bool:
        return True

    def cursor(self, row: Row) -> str:
        at = getattr(row, self.attribute)
        return f"{at.astimezone(UTC).timestamp():.6f}.{row.folio}" if at else f"{MISSING}.{row.folio}"

    def read_cursor(self, text: str) -> Cursor | None:
        moment, _, number = text.rpartition(".")
        folio = _folio(number)
        if folio is not None and moment == MISSING and self.may_be_missing:
            return None, folio
        try:
            return None if folio is None else (datetime.fromtimestamp(float(moment), UTC), folio)
        except (ValueError, OverflowError, OSError):
            return None

    def walks(self, cursor: Cursor | None, *, backwards: bool) -> list[Walk]:
        down = self.descending != backwards
        if not self.may_be_missing:
            return [ByMoment(down, past=cursor, moment=self.moment)]
        at_missing = cursor is not None and cursor[0] is None
        # those without come last, the newest first, whichever way the others go
        there = ByMoment(down, past=None if at_missing else cursor, moment=self.moment, has_it=True)
        missing = ByMoment(not backwards, past=cursor if at_missing else None, moment=self.moment, has_it=False)
        if backwards:
            return [missing, there] if at_missing else [there]
        return [missing] if at_missing else [there, missing]


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


@dataclass(frozen=True)
class ByField(Order):
    """An order by what may be missing, and always stands last then: `values` gives the others in rising order."""

    values: Callable[[], Mapping[int, Any]]
    column: str = ""

    def cursor(self, row: Row) -> str:
        value = getattr(row, self.field)
        return f"{value.id if value else MISSING}.{row.folio}"

    def read_cursor(self, text: str) -> Cursor | None:
        value, _, number = text.partition(".")
        known, folio = {str(pk): pk for pk in self.values()} | {MISSING: None}, _folio(number)
        return None if folio is None or value not in known else (known[value], folio)

    def walks(self, cursor: Cursor | None, *, backwards: bool) -> list[Walk]:
        values: list[int | None] = list(self.values())
        if self.descending:
            values.reverse()
        values.append(None)
        if backwards:
            values.reverse()
        start = values.index(cursor[0]) if cursor else 0
        return [
            OfValue(
                not backwards, past=None if place else cursor, column=self.column or f"c.{self.field}_id", value=value
            )
            for place, value in enumerate(values[start:])
        ]


def _folio(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= 10 else None


def _priorities() -> list[catalogue.Value]:
    return list(catalogue.priorities().values())


def _ratings() -> Mapping[int, Face]:
    return BY_SCORE


ORDERS: dict[str, Order] = {
    order.name: order
    for order in (
        ByFolio("-folio"),
        ByFolio("folio"),
        ByValue("state", catalogue.states_by_label),
        ByValue("-state", catalogue.states_by_label),
        ByTime("-created", "c.created_at", "created_at"),
        ByTime("created", "c.created_at", "created_at"),
        ByValue("-priority", _priorities),
        ByValue("priority", _priorities),
        ByField("category", catalogue.categories),
        ByField("-category", catalogue.categories),
        ByField("team", directory.teams),
        ByField("-team", directory.teams),
        ByField("responsible", directory.agents),
        ByField("-responsible", directory.agents),
        ByField("rating", _ratings, "c.rating"),
        ByField("-rating", _ratings, "c.rating"),
        ByTime("-changed", "c.updated_at", "updated_at"),
        ByTime("changed", "c.updated_at", "updated_at"),
        ByTime("-contacted", "COALESCE(c.contacted_at, c.created_at)", "contacted_at"),
        ByTime("contacted", "COALESCE(c.contacted_at, c.created_at)", "contacted_at"),
        ByTime("due", "c.due_at", "due_at", may_be_missing=True),
        ByTime("-due", "c.due_at", "due_at", may_be_missing=True),
        ByTime("-closed", "c.closed_at", "closed_at", may_be_missing=True),
        ByTime("closed", "c.closed_at", "closed_at", may_be_missing=True),
    )
}
