"""What a list offers, settled once: Django looks through choices at every turn to see what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Self

from django.utils.choices import BaseChoiceIterator


class Settled(BaseChoiceIterator):
    """Pairs of value and label, or of a group's name and its pairs, as they are to be shown."""

    def __init__(self, pairs: Iterable[tuple[Any, Any]]) -> None:
        self.pairs = tuple(pairs)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


class WhenDrawn(BaseChoiceIterator):
    """Pairs read each time they are looked through: in the organization and the language of that moment."""

    def __init__(self, read: Callable[[], Iterable[tuple[Any, Any]]]) -> None:
        self.read = read

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(self.read())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self
