"""A list cut into groups (B46)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone, translation

from atenda.cases.models import Case
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit
from atenda.worklists import narrowing
from atenda.worklists.conditions import where
from atenda.worklists.grouping import LABELS, condition_of, group_of
from atenda.worklists.narrowing import count
from atenda.worklists.paging import page
from atenda.worklists.question import ORDER_OF_GROUPS, read_question
from atenda.worklists.views.groups import headings
from atenda.worklists.wheres import Where

pytestmark = pytest.mark.django_db
THURSDAY = datetime(2026, 11, 19, 11, tzinfo=UTC)


def asked(query: str):
    return read_question(QueryDict(query))


@pytest.fixture
def desk(acme: Cast) -> Cast:
    """Cases with every sort of deadline, seen on a Thursday at eleven."""
    queja, consulta = acme.category("Queja"), acme.category("Consulta")
    for number, hours in enumerate([-30, -1, 1, 13, 30, 60, 80, 100, 400, None]):
        case = make.case(
            f"Caso {number}",
            now=THURSDAY - timedelta(hours=5 * number),
            category=[None, queja, consulta][number % 3],
            team=acme.team if number % 2 else None,
            responsible=[None, acme.agent, acme.colleague][number % 3],
            priority=acme.priority(["Normal", "Alta"][number % 2]),
        )
        due = None if hours is None else THURSDAY + timedelta(hours=hours)
        Case.objects.filter(pk=case.pk).update(due_at=due)
    return acme


def test_deadlines_by_the_days_people_think_of(desk: Cast) -> None:
    with timezone.override("Europe/Madrid"):
        rows = page(desk.agent, asked("group=due")).rows
        found = [(row.reference, group_of(row, "due", THURSDAY).key) for row in rows]
    assert found == [
        ("Caso 0", "overdue"),
        ("Caso 1", "overdue"),
        ("Caso 2", "today"),
        ("Caso 3", "tomorrow"),  # in thirteen hours it is Friday in Madrid
        ("Caso 4", "tomorrow"),
        ("Caso 5", "week"),
        ("Caso 6", "week"),
        ("Caso 7", "later"),
        ("Caso 8", "later"),
        ("Caso 9", "none"),
    ]


def test_what_is_finished_is_not_called_late(desk: Cast) -> None:
    row = page(desk.agent, asked("group=due")).rows[0]
    with translation.override("en"):
        labels = [group_of(row, "due", THURSDAY, with_finished=finished).label for finished in (False, True)]
    assert labels == ["Overdue", "Before now"]


def test_on_a_sunday_the_week_is_over(desk: Cast) -> None:
    sunday = datetime(2026, 11, 22, 11, tzinfo=UTC)
    row = page(desk.agent, asked("group=due")).rows[0]
    with timezone.override("Europe/Madrid"):
        keys = [group_of(row._replace(due_at=sunday + timedelta(hours=h)), "due", sunday).key for h in (2, 20, 40)]
    assert keys == ["today", "tomorrow", "later"]


@pytest.mark.parametrize("far", [8_000, 1], ids=["few", "many"])
@pytest.mark.parametrize("by", LABELS)
def test_each_group_stands_together_and_holds_what_is_counted(
    desk: Cast, by: str, far: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrowing, "FAR", far)
    question = asked(f"group={by}&view=all")
    rows = page(desk.agent, question).rows
    assert len(rows) == 10
    begins = headings(rows, by, THURSDAY)
    assert len({group.key for group in begins.values()}) == len(begins)
    sizes: dict[str, int] = {}
    for row in rows:
        key = group_of(row, by, THURSDAY).key
        sizes[key] = sizes.get(key, 0) + 1
    every = where(desk.agent, question, now=THURSDAY)
    for key, size in sizes.items():
        condition = condition_of(by, key, THURSDAY)
        assert condition is not None
        assert count(Where((*every.conditions, condition)), None) == size, key


@pytest.mark.parametrize("far", [8_000, 1], ids=["few", "many"])
@pytest.mark.parametrize("order", ["category", "-category", "team", "-team", "responsible", "-responsible"])
def test_by_a_field_page_by_page_there_and_back(
    desk: Cast, order: str, far: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrowing, "FAR", far)
    question = asked(f"view=all&order={order}")
    whole = [row.folio for row in page(desk.agent, question).rows]
    seen, cursor = [], ""
    while True:
        found = page(desk.agent, question, before=cursor, size=3)
        seen.append([row.folio for row in found.rows])
        if not found.older:
            break
        cursor = found.older
    assert [folio for some in seen for folio in some] == whole
    assert len(whole) == 10
    back = page(desk.agent, question, after=found.newer, size=3)
    assert [row.folio for row in back.rows] == seen[-2]


def test_what_has_nothing_stands_last_whichever_way(desk: Cast) -> None:
    for order in ("responsible", "-responsible"):
        names = [row.responsible and row.responsible.name for row in page(desk.agent, asked(f"order={order}")).rows]
        assert names[-4:] == [None] * 4
        assert names[0] == {"responsible": "Carme Compañeira", "-responsible": "Xoán Axente"}[order]


def test_another_order_leaves_the_groups(desk: Cast) -> None:
    question = asked("group=priority")
    assert (question.order.name, question.query()) == ("-priority", "?group=priority")
    assert question.in_order("priority").query() == "?order=priority&group=priority"
    assert question.in_order("folio").query() == "?order=folio"
    assert asked("group=priority&order=folio").order.name == "-priority"
    assert asked("group=moon").query() == "?view=pending"
    assert set(ORDER_OF_GROUPS) == set(LABELS)


def test_headings_on_the_page_and_their_counts(desk: Cast, visit: Visit) -> None:
    text = visit.as_(desk.agent).get(desk.url("cases/?group=responsible")).content.decode()
    labels = re.findall(r'class="rows__group-name">([^<]*)<', text)
    assert labels == ["Carme Compañeira", "Xoán Axente", "Nadie"]
    address = re.search(r'hx-get="/acme/(cases/groups/[^"]*)"', text)
    assert address is not None
    counted = visit.get(desk.url(address[1].replace("&amp;", "&"))).content.decode()
    assert re.findall(r'id="group-\w+"[^>]*>(\d+)<', counted) == ["3", "3", "4"]


def test_keys_that_make_no_sense_are_not_counted(desk: Cast, visit: Visit) -> None:
    visit.as_(desk.agent)
    for by in LABELS:
        for keys in ("moon", "-1", "9" * 30, "0000-00-00", "<b>", "9999-12-31", ",".join(map(str, range(500)))):
            answer = visit.get(desk.url("cases/groups/"), {"group": by, "keys": keys})
            assert answer.status_code == 200
            assert "<b>" not in answer.content.decode()
