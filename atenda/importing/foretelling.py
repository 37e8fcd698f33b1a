"""Before it is done: the first rows as they would become, and what would be refused, said beside the cell.

They are brought in for good and taken back: what is foretold comes by the very steps that do it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from atenda.cases import catalogue
from atenda.history.deeds import one_deed
from atenda.importing import keeping, valuing
from atenda.importing.bringing import Batch, make_tags, understood
from atenda.importing.models import Import, Outcome
from atenda.importing.refusals import told
from atenda.importing.targets import LISTED, MOMENTS, TARGETS
from atenda.importing.understanding import Row
from atenda.staff import directory
from atenda.staff.models import Agent
from atenda.ui.times import in_words

SHOWN = 50
LONGEST = 120


@dataclass(frozen=True)
class Cell:
    """What a cell would become; `says` is what is wrong with it."""

    text: str
    says: str = ""
    is_new: bool = False


@dataclass(frozen=True)
class Foretold:
    """One row: its line, what would become of it, its cells, and what is wrong with it as a whole."""

    line: int
    outcome: Outcome
    cells: list[Cell]
    says: str


@dataclass
class Preview:
    columns: list[str] = field(default_factory=list)
    rows: list[Foretold] = field(default_factory=list)

    @property
    def named(self) -> list[dict[str, str]]:
        """Its columns as a table names them."""
        return [{"label": name} for name in self.columns]


class _Seen(Exception):
    def __init__(self, batch: Batch, rows: list[Row]) -> None:
        super().__init__()
        self.batch, self.rows = batch, rows


def foretell(bringing: Import, *, by: Agent, now: datetime, most: int = SHOWN) -> Preview:
    """The first rows. Raises CannotRead where the file is gone."""
    lines = keeping.rows_from(bringing.rows, 0, most)[0]
    mapping = bringing.mapping
    choices = valuing.choices_for(
        mapping["columns"], bringing.reading.get("values", {}), mapping.get("values", {}), bringing.source
    )
    batch, rows = tried(bringing, lines, choices, by=by, now=now)
    new = {field: {word for word, said in words.items() if said[2] == valuing.NEW} for field, words in choices.items()}
    return _preview(bringing, batch, rows, new)


def tried(
    bringing: Import, lines: list[keeping.Line], choices: Mapping[str, Any], *, by: Agent, now: datetime
) -> tuple[Batch, list[Row]]:
    """Bring these rows in and take all of it back."""
    kept, cause = bringing.mapping, bringing.cause_id
    try:
        with one_deed():
            bringing.mapping = {**kept, "values": valuing.settle(choices, by=by, now=now)}
            bringing.cause_id = 0
            batch, rows = Batch(bringing, by, now), understood(bringing, lines, now=now)
            make_tags(bringing, rows, by=by, now=now)
            batch.bring(rows)
            raise _Seen(batch, rows)
    except _Seen as seen:
        return seen.batch, seen.rows
    finally:
        bringing.mapping, bringing.cause_id = kept, cause


def _preview(bringing: Import, batch: Batch, rows: list[Row], new: Mapping[str, set[str]]) -> Preview:
    targets = TARGETS[bringing.what]
    used = [(place, name) for place, name in enumerate(bringing.mapping["columns"]) if name in targets]
    preview = Preview([bringing.columns[place] for place, _name in used])
    for row in rows:
        wrong: dict[int, str] = {}
        for place, name, words in row.problems:
            wrong.setdefault(place, told(name, words))
        preview.rows.append(
            Foretold(
                row.line,
                batch.outcomes.get(row.line, Outcome.REFUSED),
                [_cell(row, place, name, wrong.get(place, ""), new) for place, name in used],
                wrong.get(-1, ""),
            )
        )
    return preview


def _cell(row: Row, place: int, name: str, says: str, new: Mapping[str, set[str]]) -> Cell:
    text = row.cells[place] if place < len(row.cells) else ""
    is_new = bool(text) and valuing.plain(text) in new.get(name, ())
    if not says and name in LISTED and not is_new:
        text = _called(name, row.values.get(name)) or text
    elif not says and name in MOMENTS and row.values.get(name):
        text = in_words(row.values[name])
    return Cell(text if len(text) <= LONGEST else f"{text[:LONGEST]}…", says, is_new)


def _called(field: str, value: Any) -> str:
    if field in catalogue.OF_FIELD:
        return str(catalogue.OF_FIELD[field]().get(value, ""))
    if field == "team":
        return str(directory.teams().get(value, ""))
    people = value if isinstance(value, list) else [value]
    return ", ".join(str(directory.agents()[pk]) for pk in people if pk in directory.agents())
