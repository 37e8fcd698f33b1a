"""The stretches an order of the list is read in, one after the other, each from one range of an index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from atenda.worklists.scopes import Part

Cursor = tuple[Any, int]


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

    @property
    def is_by_folio(self) -> bool:
        """Whether nothing else is asked of it."""
        return type(self) is Walk and self.state is None and self.priority is None

    def may_be_listed(self, *, pending: bool) -> bool:
        """Whether a list of folios is walked as well: of one state, where few are pending, its own index is shorter."""
        return self.state is None or pending

    @property
    def sorting(self) -> str:
        """How it is sorted, of `cases_case c`."""
        return f"c.folio {self.way}"

    @property
    def conditions(self) -> tuple[str, list[Any]]:
        """Which cases stand in it, past the cursor; an empty text where all do."""
        said = [("c.state_id = %s", self.state), ("c.priority_id = %s", self.priority)]
        said += [(f"c.folio {'<' if self.down else '>'} %s", self.past[1] if self.past else None)]
        given = [(sql, value) for sql, value in said if value is not None]
        return " AND ".join(sql for sql, _ in given), [value for _, value in given]

    def narrow(self, part: Part) -> Part:
        """The part, past the cursor."""
        return part if self.past is None else part.only(f"{part.folio} {'<' if self.down else '>'} %s", self.past[1])


@dataclass(frozen=True)
class ByMoment(Walk):
    """A stretch by a moment of the cases. Of a moment that may be missing there are two: those that have it, and,
    always after them, those that have not, by folio (`has_it` says which)."""

    moment: str = "c.created_at"
    has_it: bool | None = None

    def may_be_listed(self, *, pending: bool) -> bool:
        return False

    def narrow(self, part: Part) -> Part:
        return part if self.past is None else part.only(*self._past())

    def _past(self) -> tuple[Any, ...]:
        assert self.past is not None
        sign = "<" if self.down else ">"
        if self.has_it is False:
            return f"c.folio {sign} %s", self.past[1]
        return f"({self.moment}, c.folio) {sign} (%s, %s)", *self.past

    @property
    def sorting(self) -> str:
        by_folio = f"c.folio {self.way}"
        return by_folio if self.has_it is False else f"{self.moment} {self.way}, {by_folio}"

    @property
    def conditions(self) -> tuple[str, list[Any]]:
        said = {None: [], True: [f"{self.moment} IS NOT NULL"], False: [f"{self.moment} IS NULL"]}[self.has_it]
        past, *values = self._past() if self.past is not None else ("",)
        of = [] if self.state is None else ["c.state_id = %s"]
        values = values if self.state is None else [self.state, *values]
        return " AND ".join([*of, *said, *([past] if past else [])]), values


@dataclass(frozen=True)
class OfValue(Walk):
    """A stretch of the cases that have one value of a field, or nothing in it."""

    column: str = ""
    value: int | None = None

    @property
    def field(self) -> str:
        return self.column.removeprefix("c.").removesuffix("_id")

    @property
    def conditions(self) -> tuple[str, list[Any]]:
        said, values = super().conditions
        of = f"{self.column} IS NULL" if self.value is None else f"{self.column} = %s"
        return " AND ".join(filter(None, [of, said])), [*([] if self.value is None else [self.value]), *values]
