"""The columns of a table: which, in what order, how wide; per view and per person (B45)."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from atenda.cases.lifecycle import close
from atenda.cases.tagging import tags_called
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit
from atenda.worklists import saving
from atenda.worklists.habits import like, liking_of
from atenda.worklists.models import SavedView
from atenda.worklists.table import COLUMNS, USUAL, known, read_widths

pytestmark = pytest.mark.django_db


def page(visit: Visit, cast: Cast, query: str = "") -> str:
    return visit.get(cast.url(f"cases/{query}")).content.decode()


def heads(text: str) -> list[str]:
    return re.findall(r'<th [^>]*data-column="(\w+)"', text)


def choose(visit: Visit, cast: Cast, query: str, *names: str, **more: object) -> None:
    answer = visit.post(cast.url(f"cases/columns/{query}"), {"column": names, "order": names, **more})
    assert answer.status_code == 302


def test_every_column_can_be_shown_in_any_order(acme: Cast, visit: Visit) -> None:
    case = make.case(
        "No enfría", responsible=acme.agent, team=acme.team, tags=tags_called(["vip"], by=None, now=NOW), now=NOW
    )
    close(case, by=acme.agent, now=NOW)
    visit.as_(acme.agent)
    names = list(reversed(COLUMNS))
    choose(visit, acme, "?view=closed", *names)
    text = page(visit, acme, "?view=closed")
    assert heads(text) == names
    row = re.search(r'<tr class="rows__row.*?</tr>', text, re.S)
    assert row is not None
    assert row[0].count("<td") == len(names) + 1  # and its mark
    for words in ("Almacén", "vip", "Xoán Axente", "Uxía Cliente"):
        assert words in row[0]
    assert heads(page(visit, acme, "?view=all")) == list(USUAL)  # each view has its own
    assert heads(page(visit.as_(acme.colleague), acme, "?view=closed")) == list(USUAL)  # and each person


def test_a_column_is_moved_on_the_page_and_kept_with_the_rest(acme: Cast, visit: Visit) -> None:
    visit.as_(acme.agent)
    said = {"column": ["folio", "reference", "state"], "order": ["folio", "reference", "state"], "up": "state"}
    text = visit.post(acme.url("cases/columns/?view=all"), said).content.decode()
    assert re.findall(r'name="order" value="(\w+)"', text)[:3] == ["folio", "state", "reference"]
    assert re.findall(r'name="column" value="(\w+)" checked', text) == ["folio", "state", "reference"]
    assert liking_of(acme.agent).looks == {}


def test_a_table_keeps_the_way_to_the_cases_and_knows_no_other_columns() -> None:
    assert known(["secret", "state", "state"]) == ("reference", "state")
    assert read_widths({"state": "5", "folio": "99999", "nope": "80", "due": "-3", "age": "٣", "tags": "120"}) == {
        "state": 40,
        "folio": 900,
        "tags": 120,
    }


def test_widths_are_kept_and_the_usual_look_comes_back(acme: Cast, visit: Visit) -> None:
    make.case()
    visit.as_(acme.agent)
    assert visit.post(acme.url("cases/columns/widths/?view=pending"), {"state": "140"}).status_code == 204
    text = page(visit, acme, "?view=pending")
    assert '<col width="140">' in text
    assert len(re.findall("<col[ >]", text)) == len(USUAL) + 1  # and that of the marks
    choose(visit, acme, "?view=pending", "state", usual="1")
    assert "<colgroup" not in page(visit, acme, "?view=pending")
    assert liking_of(acme.agent).looks == {}


def test_a_saved_view_brings_its_columns_unless_one_chose_others(acme: Cast, visit: Visit) -> None:
    visit.as_(acme.agent)
    make.case()
    choose(visit, acme, "?view=all", "reference", "tags")
    visit.post(acme.url("cases/views/new/?view=all"), {"name": "Con etiquetas", "reach": "team", "team": acme.team.pk})
    view = SavedView.objects.get()
    assert view.columns == ["reference", "tags"]
    for person in (acme.agent, acme.supervisor):
        assert heads(page(visit.as_(person), acme, f"?saved={view.pk}")) == ["reference", "tags"]
    choose(visit, acme, f"?saved={view.pk}", "reference", "due")
    assert heads(page(visit.as_(acme.agent), acme, f"?saved={view.pk}")) == ["reference", "tags"]
    choose(visit, acme, f"?saved={view.pk}", "reference", "age", everybody="on")
    view.refresh_from_db()
    assert view.columns == ["reference", "age"]


def test_who_may_not_change_a_view_chooses_only_for_themselves(acme: Cast, visit: Visit) -> None:
    view = saving.save(name="De todos", asked={}, reach="all", columns=["reference", "tags"], by=acme.admin)
    choose(visit.as_(acme.agent), acme, f"?saved={view.pk}", "reference", "due", everybody="on")
    view.refresh_from_db()
    assert view.columns == ["reference", "tags"]


def test_a_column_that_is_gone_is_not_shown(acme: Cast, visit: Visit) -> None:
    make.case()
    like("pending", by=acme.agent, columns=["reference", "moon"], widths={"moon": 100, "reference": "wide"})
    assert heads(page(visit.as_(acme.agent), acme, "?view=pending")) == ["reference"]


def test_all_columns_cost_as_many_statements_as_the_usual_ones(acme: Cast, visit: Visit) -> None:
    for _ in range(3):
        make.case(responsible=acme.agent, team=acme.team)
    visit.as_(acme.agent)
    costs = []
    for names in (USUAL, tuple(COLUMNS)):
        like("all", by=acme.agent, columns=list(names))
        page(visit, acme, "?view=all")
        with CaptureQueriesContext(connection) as asked:
            page(visit, acme, "?view=all")
        costs.append(len(asked))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("name", [column.name for column in COLUMNS.values() if column.first])
def test_a_column_that_sorts_does_so_both_ways(acme: Cast, visit: Visit, name: str) -> None:
    for number in range(2):
        make.case(f"Caso {number}")
    like("all", by=acme.agent, columns=["reference", name])
    visit.as_(acme.agent)
    way = rf'data-column="{name}"[^>]*>\s*<a class="rows__sort" href="([^"]*)"'
    seen = []
    query = "?view=all&order=-folio" if name != "folio" else "?view=all&order=-created"
    for _ in range(2):
        found = re.search(way, page(visit, acme, query))
        assert found is not None
        query = found[1].replace("&amp;", "&")
        text = page(visit, acme, query)
        head = re.search(rf'data-column="{name}" aria-sort="(\w+)"', text)
        assert head is not None
        seen.append(head[1])
    assert sorted(seen) == ["ascending", "descending"]
