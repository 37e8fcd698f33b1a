"""The orders of the list, each with its cursor.

Folio and creation are read straight from an index. State and priority are walked: their values in the order people
read them (labels in the alphabet of the reader, S0.38; priorities as the organization ranks them), and within a value
the newest folio first; one index range per value.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol

from django.db.models import F, IntegerField, Q, Value

from atenda.cases import catalogue

Key = dict[str, Any]
Cursor = tuple[Any, int]


@dataclass(frozen=True)
class Branch:
    """One part of a question: some cases, and the column that gives their folio from the index that finds them."""

    cases: Any
    folio: str = "folio"

    def only(self, narrower: Q) -> Branch:
        return replace(self, cases=self.cases.filter(narrower)) if narrower else self


class Branches(Protocol):
    """The parts of the question; with `state`, of the question in that state."""

    def __call__(self, state: int | None = None) -> list[Branch]: ...


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

    @abstractmethod
    def cursor(self, key: Key) -> str:
        """Where a page begins or ends, as the address carries it."""

    @abstractmethod
    def read_cursor(self, text: str) -> Cursor | None:
        """The same, read back; nothing where the address makes no sense."""

    @abstractmethod
    def keys(self, branches: Branches, *, cursor: Cursor | None, backwards: bool, size: int) -> list[Key]:
        """The keys of up to `size` rows past the cursor, merged from all branches."""


class ByFolio(Order):
    def cursor(self, key: Key) -> str:
        return str(key["folio"])

    def read_cursor(self, text: str) -> Cursor | None:
        folio = _folio(text)
        return None if folio is None else (None, folio)

    def keys(self, branches: Branches, *, cursor: Cursor | None, backwards: bool, size: int) -> list[Key]:
        down = self.descending != backwards
        ranges = []
        for branch in branches():
            past = Q() if cursor is None else Q(**{f"{branch.folio}__{'lt' if down else 'gt'}": cursor[1]})
            ordered = branch.cases.filter(past).order_by(f"-{branch.folio}" if down else branch.folio)
            ranges.append(ordered.values("pk", number=F(branch.folio)))
        return _numbered(_merged(ranges, ["-number" if down else "number"], size))


class ByCreation(Order):
    def cursor(self, key: Key) -> str:
        return f"{key['created_at'].astimezone(UTC).timestamp():.6f}.{key['folio']}"

    def read_cursor(self, text: str) -> Cursor | None:
        moment, _, folio = text.rpartition(".")
        try:
            return datetime.fromtimestamp(float(moment), UTC), int(folio)
        except (ValueError, OverflowError, OSError):
            return None

    def keys(self, branches: Branches, *, cursor: Cursor | None, backwards: bool, size: int) -> list[Key]:
        down = self.descending != backwards
        past = Q()
        if cursor is not None:
            at, folio = cursor
            step = Q(created_at__lt=at) | Q(folio__lt=folio) if down else Q(created_at__gt=at) | Q(folio__gt=folio)
            past = (Q(created_at__lte=at) if down else Q(created_at__gte=at)) & step
        way = ["-created_at", "-folio"] if down else ["created_at", "folio"]
        keys = [branch.cases.filter(past).values("pk", "folio", "created_at").order_by(*way) for branch in branches()]
        return _merged(keys, way, size)


@dataclass(frozen=True)
class ByValue(Order):
    """An order by a picklist: `values` gives its values in rising order."""

    values: Callable[[], list[catalogue.Value]]

    @property
    def column(self) -> str:
        return f"{self.field}_id"

    def cursor(self, key: Key) -> str:
        return f"{key[self.column]}.{key['folio']}"

    def read_cursor(self, text: str) -> Cursor | None:
        value, _, number = text.partition(".")
        known, folio = {str(each.id): each.id for each in self.values()}, _folio(number)
        return None if folio is None or value not in known else (known[value], folio)

    def keys(self, branches: Branches, *, cursor: Cursor | None, backwards: bool, size: int) -> list[Key]:
        walk = [value.id for value in self.values()]
        if self.descending != backwards:
            walk.reverse()
        start = walk.index(cursor[0]) if cursor else 0
        ranges = []
        for place, value in enumerate(walk[start:]):
            for branch in branches(value) if self.column == "state_id" else branches():
                past = Q()
                if cursor is not None and place == 0:
                    past = Q(**{f"{branch.folio}__{'gt' if backwards else 'lt'}": cursor[1]})
                within = branch.cases.filter(past, **{self.column: value})
                ordered = within.order_by(branch.folio if backwards else f"-{branch.folio}")
                drawn = {"place": Value(place, IntegerField()), "number": F(branch.folio)}
                ranges.append(ordered.values("pk", self.column, **drawn))
        return _numbered(_merged(ranges, ["place", "number" if backwards else "-number"], size))


def _merged(ranges: list[Any], way: list[str], size: int) -> list[Key]:
    """The first rows of several index ranges, each read no further than needed."""
    if not ranges:
        return []
    if len(ranges) == 1:
        return list(ranges[0][:size])
    parts = [each[:size] for each in ranges]
    return list(parts[0].union(*parts[1:], all=True).order_by(*way)[:size])


def _numbered(keys: list[Key]) -> list[Key]:
    return [{**key, "folio": key["number"]} for key in keys]


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
