"""Kinds of event. Each package lists its own in `events.py`, with the one sentence every page tells it by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_KINDS: dict[str, Kind] = {}


@dataclass(frozen=True)
class Kind:
    """`name` is stored (`case.assigned`); `sentence` is shown, with {actor}, {name}, {other}, {before}, {after} or
    {fields}.

    `is_part`: of a greater deed, which did the same to many; what a person did lists that one alone. `has_cause`: it
    always comes of another event, that its cause names; of other kinds, one with a cause takes that one back."""

    name: str
    sentence: Any
    is_part: bool = False
    has_cause: bool = False

    def __post_init__(self) -> None:
        if _KINDS.setdefault(self.name, self) is not self:
            raise ValueError(f"two kinds of event are called {self.name}")

    def __str__(self) -> str:
        return self.name


def parts() -> list[str]:
    return [kind.name for kind in _KINDS.values() if kind.is_part]


def kinds() -> list[Kind]:
    """Those of the packages that are loaded."""
    return list(_KINDS.values())


def kind_named(name: str) -> Kind | None:
    return _KINDS.get(name)
