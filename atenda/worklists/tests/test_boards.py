"""The board: what stands in which column and lane, how many, and how it is asked for (U26)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from atenda.access.abilities import Sees
from atenda.cases import picklists
from atenda.cases.assignment import assign
from atenda.cases.lifecycle import close
from atenda.organizations.revisions import touch
from atenda.testing import make
from atenda.testing.cast import NOW
from atenda.worklists import boards
from atenda.worklists.boards import board
from atenda.worklists.limits import set_limits
from atenda.worklists.models import BoardLimits
from atenda.worklists.question import read_question


def on(acme, query="", who=None, **more):
    return board(who or acme.agent, read_question(QueryDict(f"show=board&{query}")), **more)


def laid(found):
    """By the label of each column, the references of its cards."""
    return {
        column.value.label: [card.row.reference for cell in column.cells for card in cell.cards]
        for column in found.columns
    }


def categories(acme):
    return {name: acme.category(name) for name in ("Consulta", "Queja")}


def test_states_of_the_view_are_columns_and_the_others_wait_beside(acme):
    make.case("Nova")
    make.case("En obras", state=acme.state("En progreso"))
    close(make.case("Feita"), by=acme.agent, now=NOW)
    found = on(acme)
    assert laid(found) == {"Abierto": ["Nova"], "En progreso": ["En obras"], "En espera": []}
    assert [value.label for value in found.others] == ["Cerrado"]
    assert laid(on(acme, "view=closed")) == {"Cerrado": ["Feita"]}


def test_what_has_no_value_has_a_column_and_what_is_retired_only_with_cases(acme):
    old = acme.category("Queja")
    make.case("Sen nada")
    make.case("Vella", category=old)
    picklists.retire(old, by=acme.admin, now=NOW)
    picklists.retire(acme.category("Devolución"), by=acme.admin, now=NOW)
    found = laid(on(acme, "by=category"))
    assert list(found)[-2:] == ["Sin valor", "Queja"]
    assert (found["Sin valor"], found["Queja"]) == (["Sen nada"], ["Vella"])
    assert "Devolución" not in found


def test_the_question_of_the_list_holds_on_the_board(acme):
    make.case("Miña", responsible=acme.agent, category=acme.category("Queja"), priority=acme.priority("Alta"))
    make.case("Doutra", category=acme.category("Queja"), now=NOW + timedelta(hours=1))
    make.case("Consulta", category=acme.category("Consulta"))
    kinds = categories(acme)
    asked = f"by=category&category={kinds['Queja'].pk},{kinds['Consulta'].pk}"
    assert laid(on(acme, asked)) == {"Consulta": ["Consulta"], "Queja": ["Doutra", "Miña"]}
    assert laid(on(acme, f"{asked}&order=-priority"))["Queja"] == ["Miña", "Doutra"]
    assert laid(on(acme, f"{asked}&q=doutra"))["Queja"] == ["Doutra"]
    assert laid(on(acme, f"by=category&category=-{kinds['Queja'].pk}&assignee=none"))["Consulta"] == ["Consulta"]
    assert "Queja" not in laid(on(acme, f"by=category&category=-{kinds['Queja'].pk}"))


def test_nobody_sees_on_a_board_what_they_do_not_see_in_the_list(acme):
    make.case("Miña", responsible=acme.agent)
    make.case("Doutro", responsible=acme.colleague)
    make.case("De ninguén")
    acme.agent.role.sees = Sees.OWN
    acme.agent.role.save(update_fields=["sees"])
    touch()
    assert laid(on(acme))["Abierto"] == ["De ninguén", "Miña"]
    assert [column.number for column in on(acme).columns] == [2, 0, 0]
    by_person = laid(on(acme, "by=responsible&lanes=state"))
    assert {label: cards for label, cards in by_person.items() if cards} == {
        "Nadie": ["De ninguén"],
        acme.agent.name: ["Miña"],
    }


def test_lanes_cut_the_columns(acme):
    make.case("Alta", priority=acme.priority("Alta"))
    make.case("Media", priority=acme.priority("Media"))
    make.case("Outra alta", priority=acme.priority("Alta"), state=acme.state("En progreso"))
    found = on(acme, "lanes=priority")
    cells = {
        (column.value.label, cell.lane.label): [card.row.reference for card in cell.cards]
        for column in found.columns
        for cell in column.cells
        if cell.cards
    }
    assert [lane.label for lane in found.lanes] == ["Normal", "Media", "Alta"]
    assert cells == {
        ("Abierto", "Alta"): ["Alta"],
        ("Abierto", "Media"): ["Media"],
        ("En progreso", "Alta"): ["Outra alta"],
    }


def test_a_column_shows_the_first_ones_and_more_of_it_when_asked(acme, monkeypatch):
    monkeypatch.setattr(boards, "CARDS", 2)
    monkeypatch.setattr(boards, "MORE", 2)
    for number in range(5):
        make.case(f"Caso {number}")
    first = on(acme).columns[0]
    assert ([card.row.folio for card in first.cells[0].cards], first.number, first.more) == ([5, 4], 5, 4)
    more = on(acme, sizes={first.value.key: 4}).columns[0]
    assert ([card.row.folio for card in more.cells[0].cards], more.more) == ([5, 4, 3, 2], 6)
    assert on(acme, sizes={first.value.key: 6}).columns[0].more == 0


def test_columns_are_counted_up_to_a_thousand(acme, monkeypatch):
    monkeypatch.setattr(boards, "COUNTED", 3)
    monkeypatch.setattr(boards, "CARDS", 2)
    for _ in range(5):
        make.case(category=acme.category("Queja"))
    number = {column.value.label: column.number for column in on(acme, "by=category").columns}
    assert (number["Queja"], number["Consulta"]) == (4, 0)


def test_there_are_twelve_columns_and_the_rest_stands_beside(acme, monkeypatch):
    monkeypatch.setattr(boards, "MOST_COLUMNS", 3)
    found = on(acme, "by=responsible")
    assert [column.value.label for column in found.columns][:2] == ["Nadie", "Xoán Axente"]
    assert (len(found.columns), len(found.others)) == (3, 3)


def test_a_limit_warns_and_is_told(acme, visit):
    case = make.case()
    make.case()
    key = str(case.state_id)
    set_limits("state", {key: 1}, by=acme.admin, now=NOW)
    column = on(acme).columns[0]
    assert (column.limit, column.is_over) == (1, True)
    assert not on(acme).columns[1].is_over
    page = visit.as_(acme.agent).get(acme.url("cases/?show=board")).content.decode()
    assert "Por encima del límite de 1" in page
    set_limits("state", {}, by=acme.admin, now=NOW)
    assert not on(acme).columns[0].is_over


def test_who_sets_up_the_lists_sets_the_limits(acme, visit):
    key = str(acme.state("En progreso").pk)
    assert visit.as_(acme.agent).get(acme.url("cases/board/limits/")).status_code == 403
    visit.as_(acme.admin)
    assert visit.post(acme.url("cases/board/limits/?show=board"), {key: "-3"}).status_code == 422
    answer = visit.post(acme.url("cases/board/limits/?show=board&by=state&view=all"), {key: "5"})
    assert answer.url == acme.url("cases/?view=all&show=board")
    assert BoardLimits.objects.get().limits == {key: 5}


@pytest.mark.parametrize("query", ["", "by=category&lanes=priority", "by=responsible&q=caso&order=due"])
def test_a_board_asks_the_same_for_one_card_and_for_three(acme, visit, query):
    visitor = visit.as_(acme.agent)
    make.case("Caso un", responsible=acme.agent, category=acme.category("Queja"))
    address = acme.url(f"cases/?show=board&{query}")
    visitor.get(address)
    costs = []
    for more in (0, 2):
        for _ in range(more):
            make.case("Caso", responsible=acme.agent, category=acme.category("Queja"), assignees=[acme.colleague])
        with CaptureQueriesContext(connection) as asked:
            visitor.get(address)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_a_card_says_what_one_has_to_know(acme, visit):
    case = make.case(
        "Faltan caixas", account=acme.account, contact=acme.customer, source=acme.source("phone"), due_at=NOW
    )
    assign(case, responsible=acme.agent, by=acme.agent, now=NOW)
    page = visit.as_(acme.agent).get(acme.url("cases/?show=board&by=priority")).content.decode()
    card = page[page.index('id="card-1"') :]
    card = card[: card.index("</li>")]
    for said in (
        "Faltan caixas",
        "Uxía Cliente",
        "Conservas Ñandú",
        "Normal",
        "Abierto",
        "Xoán Axente",
        "Origen: Teléfono",
        "de retraso",
        "Ir al caso",
        "Mover el caso 1 a…",
    ):
        assert said in card, said


@pytest.mark.parametrize(
    "query", ["by=nope&lanes=nope&cards=x", "by=state&lanes=state&cards=none.999999999999", "by=%00"]
)
def test_an_address_that_makes_no_sense_still_shows_a_board(acme, visit, query):
    make.case()
    assert visit.as_(acme.agent).get(acme.url(f"cases/?show=board&{query}")).status_code == 200


def test_an_observer_sees_a_board_and_moves_nothing(acme, visit):
    make.case()
    page = visit.as_(acme.observer).get(acme.url("cases/?show=board")).content.decode()
    assert 'id="card-1"' in page
    assert "data-place" not in page
    assert "Mover" not in page
