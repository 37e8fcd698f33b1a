"""A question on a board: the first cases of each value of a field, in the order of the list, perhaps cut into lanes.

Of few cases all are found at once, and told apart by their column (`sorting_out.py`). Of many each column is looked
for like a narrowed list (`narrowing.py`), and counted no further than COUNTED; so a board costs as much as a dozen
short lists, however many cases there are. By state and by team, counters say how many there are. Where lanes cut it,
the first COUNTED of a column are told apart by their lane.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection

from atenda.cases import catalogue
from atenda.cases.counts import counts_in_sight, teams_in_sight
from atenda.organizations.entering import current_organization
from atenda.staff.models import Agent
from atenda.worklists import stretches
from atenda.worklists.columns import Value, asked_for, is_in_view, values_of
from atenda.worklists.conditions import of_value, where
from atenda.worklists.limits import limits_of
from atenda.worklists.narrowing import COUNTED, count, first_folios
from atenda.worklists.question import Question
from atenda.worklists.rows import Row, shown
from atenda.worklists.sorting_out import Sorted, next_ones, sorted_out
from atenda.worklists.wheres import Where

MOST_COLUMNS, MOST_LANES = 12, 20
CARDS, MORE, MOST_CARDS, CARDS_IN_LANE = 20, 40, 200, 10
FEW_LANES = 8  # of so few all are there, empty ones too


@dataclass(frozen=True)
class Card:
    """One case on a board: as the list shows it, where it came from, and the keys of where it stands."""

    row: Row
    source: catalogue.Value | None
    at: str
    lane: str


@dataclass
class Cell:
    """What of a column stands in one lane; without lanes all of it."""

    lane: Value | None
    cards: list[Card] = field(default_factory=list)
    number: int = 0


@dataclass
class Column:
    """One value with its first cases. `number` is exact up to COUNTED; `limit` is how many there should be at most."""

    value: Value
    number: int
    limit: int
    cells: list[Cell]
    more: int = 0  # cards it may have instead, where it has more than are shown

    @property
    def is_over(self) -> bool:
        return bool(self.limit) and self.number > self.limit


@dataclass(frozen=True)
class Board:
    """`others` are values without a column, that cards can be moved to; `lanes_left` those there was no room for."""

    columns: list[Column]
    others: list[Value]
    lanes: list[Value]
    lanes_left: int = 0

    @property
    def is_empty(self) -> bool:
        return not any(column.number for column in self.columns)


def board(actor: Agent, question: Question, *, sizes: Mapping[str, int] | None = None) -> Board:
    """The cases this agent may see of those asked for. `sizes`: how many cards of a column, by its key."""
    by, sizes = question.presentation.by, sizes or {}
    values = asked_for(values_of(by, actor), question)
    here = [value for value in values if is_in_view(value, question)]
    open_ones = [value for value in here if not value.is_gone][:MOST_COLUMNS]
    gone = [value for value in here if value.is_gone][: MOST_COLUMNS - len(open_ones)]
    lanes_cut = bool(question.presentation.lanes)
    wanted = {
        value: COUNTED + 1 if lanes_cut else min(sizes.get(value.key, CARDS), MOST_CARDS) + 1
        for value in (*open_ones, *gone)
    }
    asked = where(actor, question)
    limits, counts = limits_of(by), _kept_counts(actor, question)
    pending, most_cards = question.view.finished is False, max(wanted.values(), default=0)
    some: Sorted = {}
    all_of_them = None if counts is not None else sorted_out(asked, question, by, most_cards)
    if counts is None and all_of_them is None:
        some = next_ones(asked, question, by, len(wanted), most_cards)
    found: dict[Value, list[int]] = {}
    numbers: dict[Value, int] = {}
    for value, most in wanted.items():
        own = Where((*asked.conditions, of_value(value.field, value.pk, pending=pending)))
        number, folios = (some if all_of_them is None else all_of_them).get(value.pk, (0, []))
        if all_of_them is None and len(folios) < most:
            folios = _first(question, own, value, most)
        folios = folios[:most]
        if folios or not value.is_gone:
            found[value] = folios
            if counts is not None:
                numbers[value] = counts[value.pk or 0]
            elif all_of_them is None and number <= COUNTED:
                numbers[value] = _number(own, folios, most - 1)
            else:
                numbers[value] = min(number, COUNTED + 1)
    others = [value for value in values if value not in found and not value.is_gone]
    lanes, left, lane_of = _lanes(actor, question, [folio for folios in found.values() for folio in folios])
    parts = {
        value: _cut(folios, lanes, lane_of, min(sizes.get(value.key, CARDS), MOST_CARDS))
        for value, folios in found.items()
    }
    cards = _cards({value: [folio for _, _, some in cut for folio in some] for value, cut in parts.items()}, lane_of)
    columns = [
        Column(
            value,
            number=numbers[value],
            limit=limits.get(value.key, 0),
            cells=[
                Cell(lane, [cards[folio] for folio in some if folio in cards], number) for lane, number, some in cut
            ],
        )
        for value, cut in parts.items()
    ]
    for column in columns:
        size = len(column.cells[0].cards) if column.cells else 0
        if not lanes and size < min(column.number, MOST_CARDS):
            column.more = min(size + MORE, MOST_CARDS)
    return Board(columns, others, lanes, left)


def _kept_counts(actor: Agent, question: Question) -> Counter[int] | None:
    """How many cases each column has of all in view, exactly; nothing where that is not kept."""
    if question.filters or question.presentation.lanes:
        return None
    if question.presentation.by == "state":
        return counts_in_sight(actor)
    if question.presentation.by == "team":
        return teams_in_sight(actor, [pk for pk in catalogue.states() if question.view.holds(pk)])
    return None


def _number(own: Where, folios: Sequence[int], most: int) -> int:
    """How many a column has, up to COUNTED + 1: known where all of them were looked for."""
    return len(folios) if len(folios) <= most or most >= COUNTED else count(own, COUNTED + 1)


def _first(question: Question, own: Where, value: Value, most: int) -> list[int]:
    """The folios of the first cases that have the value."""
    walks = [
        walk if question.filters.words else stretches.of_value(walk, value.field, value.pk)
        for walk in stretches.possible(question, question.order.walks(None, backwards=False))
        if (value.field != "state" or walk.state in (None, value.pk))
        and (value.field != "priority" or walk.priority in (None, value.pk))
    ]
    is_pending = question.view.finished is False or (value.field == "state" and not value.is_finished)
    return first_folios(own, walks, most, pending=is_pending, of_a_list=value.field == "responsible")


def _lanes(actor: Agent, question: Question, folios: Sequence[int]) -> tuple[list[Value], int, dict[int, str]]:
    """The lanes there are, for how many more there was no room, and the key of the lane of each case."""
    name = question.presentation.lanes
    if not name:
        return [], 0, {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT folio, {name}_id FROM cases_case WHERE organization_id = %s AND folio = ANY(%s)",  # noqa: S608  a field of ours
            [current_organization().pk, list(folios)],
        )
        lane_of = {folio: "none" if pk is None else str(pk) for folio, pk in cursor.fetchall()}
    used = set(lane_of.values())
    values = [value for value in asked_for(values_of(name, actor), question) if is_in_view(value, question)]
    offered = [value for value in values if not value.is_gone]
    wanted = [value for value in values if value.key in used or (value in offered and len(offered) <= FEW_LANES)]
    return wanted[:MOST_LANES], max(0, len(wanted) - MOST_LANES), lane_of


def _cut(
    folios: Sequence[int], lanes: Sequence[Value], lane_of: Mapping[int, str], size: int
) -> list[tuple[Value | None, int, list[int]]]:
    """Of each lane how many there are, and the first ones."""
    if not lane_of and not lanes:
        return [(None, len(folios), list(folios[:size]))]
    by_lane: defaultdict[str, list[int]] = defaultdict(list)
    for folio in folios:
        if folio in lane_of:  # or it was erased meanwhile
            by_lane[lane_of[folio]].append(folio)
    return [(lane, len(by_lane[lane.key]), by_lane[lane.key][:CARDS_IN_LANE]) for lane in lanes]


def _cards(folios: Mapping[Value, Iterable[int]], lane_of: Mapping[int, str]) -> dict[int, Card]:
    """Every card by its folio."""
    column_of = {folio: value.key for value, some in folios.items() for folio in some}
    return {
        row.folio: Card(row, row.source, column_of[row.folio], lane_of.get(row.folio, ""))
        for row in shown(list(column_of))
    }
