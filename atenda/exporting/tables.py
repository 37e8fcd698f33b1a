"""A table to be written: its columns, the keys of its rows in their order, and how some of the rows are read."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

Value = str | int | float | datetime | None


class Type(Enum):
    """What stands in a column; of each, None where there is nothing."""

    TEXT = "text"
    NUMBER = "number"
    DECIMAL = "decimal"
    MOMENT = "moment"


@dataclass(frozen=True)
class Column:
    label: str
    type: Type = Type.TEXT


@dataclass(frozen=True)
class Table:
    """`keys` are eight bytes a row, whatever the rows weigh: the only thing of all of them in memory at once."""

    columns: Sequence[Column]
    keys: array[int]
    read: Callable[[Sequence[int]], Iterable[Sequence[Value]]]


Maker = Callable[[Any, Mapping[str, Any], datetime], Table]
