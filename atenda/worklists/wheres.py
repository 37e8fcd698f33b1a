"""What is asked of cases, as SQL conditions on `cases_case c`, and what is known of them before anything is looked for.
Of a question they are made by `conditions.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from atenda.worklists.listed import Listed, of_pending

BARE = {"c.organization_id = %s", "c.binned_at IS NULL", "c.closed_at IS NULL", "c.closed_at IS NOT NULL"}


@dataclass(frozen=True)
class Condition:
    """One condition: to be asked of a case in hand, and, where the index of facets knows it, of the index; of words,
    also to be asked of `searching_casetext t`. `listed`: an index has all those cases in the order of folios.
    `in_order`: it is one value, and an index of that stops when there are enough."""

    plain: str
    values: tuple[Any, ...] = ()
    indexed: str = ""
    indexed_values: tuple[Any, ...] = ()
    moment: str = ""  # the one it bounds: an order by that one begins and ends there
    text: str = ""
    text_values: tuple[Any, ...] = ()
    listed: Listed | None = None
    in_order: bool = False
    is_scope: bool = False  # what the role lets see
    states: tuple[int, ...] = ()  # it lets through pending cases of these


@dataclass(frozen=True)
class Where:
    """Conditions that all hold of `cases_case c`. `counted` says how many there are, where that is kept; `counted_else`
    how many there would be without words."""

    conditions: tuple[Condition, ...]
    counted: Callable[[], int] | None = None
    counted_else: Callable[[], int] | None = None

    @property
    def words(self) -> Condition | None:
        """The one of words, where they are looked for."""
        return next((each for each in self.conditions if each.text), None)

    def and_also(self, *more: Condition) -> Where:
        """Narrowed further; how many these are is not known."""
        return Where((*self.conditions, *more))

    def of_own(self, own: Condition) -> Where:
        """Of what somebody works on, all of which is in their sight."""
        return Where((*(each for each in self.conditions if not each.is_scope), own))

    @property
    def without_words(self) -> Where:
        return Where(tuple(each for each in self.conditions if not each.text), self.counted_else)

    @property
    def listed(self) -> Listed | None:
        """The shortest list there is, in the order of folios, that has all of them."""
        lists = [each.listed for each in self.conditions if each.listed]
        return min(lists, key=lambda each: each.weight) if lists else None

    def seen(self, *, pending: bool) -> Listed | None:
        """The same; or all that is pending, of some states perhaps, where nothing less has them."""
        states = next((each.states for each in self.conditions if each.states), ())
        return self.listed or (of_pending(states) if pending else None)

    @property
    def alone(self) -> Condition | None:
        """The one condition there is, beside whether the cases are pending or finished."""
        said = [each for each in self.conditions if each.plain not in BARE]
        return said[0] if len(said) == 1 else None

    @property
    def is_narrowed(self) -> bool:
        """Whether the index of facets knows of some of it."""
        return any(each.indexed for each in self.conditions)

    @property
    def plain(self) -> str:
        return " AND ".join(each.plain for each in self.conditions)

    @property
    def values(self) -> list[Any]:
        return [value for each in self.conditions for value in each.values]

    def bounding(self, moment: str) -> tuple[str, list[Any]]:
        """What bounds an order by this moment; an empty text where nothing does."""
        bounds = [each for each in self.conditions if moment and each.moment == moment]
        return " AND ".join(each.plain for each in bounds), [value for each in bounds for value in each.values]

    @property
    def bounded(self) -> str:
        """A moment that is bounded, as of cases of certain days; an empty text where there is none."""
        return next((each.moment for each in self.conditions if each.moment), "")

    @property
    def indexed(self) -> str:
        """By the index where it can be: for finding all, not for looking at one after the other."""
        return " AND ".join(each.indexed or each.plain for each in self.conditions)

    @property
    def indexed_values(self) -> list[Any]:
        return [value for each in self.conditions for value in (each.indexed_values if each.indexed else each.values)]
