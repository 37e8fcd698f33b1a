"""A board of many sorts of cases, the same by every way of finding what stands in its columns."""

from __future__ import annotations

from itertools import cycle, product

import pytest

from atenda.access.abilities import Sees
from atenda.cases.models import Case
from atenda.testing.cast import Cast
from atenda.worklists import boards, narrowing, sorting_out
from atenda.worklists.boards import board
from atenda.worklists.tests.test_narrowing import RELATED, asked, desk, expected  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db
BY = ("state", "priority", "category", "team", "responsible")
# how many cases are told apart at once, how many of each value are looked for, how many are looked at, and counted
WAYS = [(10_000, 100, 1_000, 1_000), (0, 100, 1_000, 1_000), (0, 1, 2, 3), (0, 2, 1_000, 4)]


def test_every_column_has_its_first_cases_and_how_many_there_are(
    desk: Cast,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    orders = cycle(["-folio", "folio", "-created", "-folio", "priority", "-state", "due"])
    views = cycle(["pending", "all", "closed"])
    filters = cycle(["", "category=-none", "", f"priority={desk.priority('Normal').pk}"])
    monkeypatch.setattr(boards, "CARDS", 3)
    for sees, (at_once, of_each, near, counted) in product([Sees.ALL, Sees.OWN, Sees.TEAMS], WAYS):
        desk.agent.role.sees = sees
        for module, name, value in (
            (sorting_out, "MOST", at_once),
            (sorting_out, "OF_PEOPLE", at_once),
            (sorting_out, "OF_EACH", of_each),
            (narrowing, "NEAR", near),
            (boards, "COUNTED", counted),
        ):
            monkeypatch.setattr(module, name, value)
        seen = list(Case.objects.visible_to(desk.agent).select_related(*RELATED))
        for by in BY * 4:
            question = asked(f"show=board&by={by}&view={next(views)}&order={next(orders)}&{next(filters)}")
            choices = question.filters.choices
            for column in board(desk.agent, question).columns:
                cases = [
                    case
                    for case in seen
                    if getattr(case, f"{by}_id") == column.value.pk
                    and question.view.holds(case.state_id)
                    and ("category" not in choices or case.category_id is not None)
                    and ("priority" not in choices or case.priority_id == desk.priority("Normal").pk)
                ]
                label = f"{by} {column.value} {question.query()} {sees} {at_once} {of_each}"
                folios = [card.row.folio for cell in column.cells for card in cell.cards]
                assert folios == expected(cases, question)[:3], label
                is_kept = by in ("state", "team") and not question.filters
                assert column.number == (len(cases) if is_kept else min(len(cases), counted + 1)), label
