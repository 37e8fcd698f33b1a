"""Words looked for in the list: where they stand beside the reference, and what may have been meant."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from atenda.access.abilities import Sees
from atenda.conversations.noting import note
from atenda.searching.vocabulary import learn
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit
from atenda.ui import palette
from atenda.worklists.views import boards, listing, narrowing, showing


def test_a_word_beside_the_reference_is_shown_where_it_stands(acme: Cast, visit: Visit) -> None:
    note(make.case("Unha consulta", by=acme.agent), body="Faltan <3> caixas", by=acme.agent, now=NOW)
    make.case("Caixas rotas", by=acme.agent)
    page = visit.as_(acme.agent).get(acme.url("cases/"), {"q": "caja"}).text
    assert "Faltan &lt;3&gt; <mark>caixas</mark>" in page
    assert "<mark>Caixas</mark> rotas" in page
    assert page.count("rows__excerpt") == 1


def test_a_mistyped_word_is_met_with_one_like_it(acme: Cast, visit: Visit) -> None:
    make.case("Reembolso pendente", by=acme.agent)
    learn()
    page = visit.as_(acme.agent).get(acme.url("cases/"), {"q": "reenbolso"}).text
    assert 'href="?q=reembolso"' in page
    assert "?q=" not in visit.as_(acme.agent).get(acme.url("cases/"), {"q": "xyzwv"}).text.partition("empty")[2]


def test_no_word_of_a_case_out_of_sight_is_offered(acme: Cast, visit: Visit) -> None:
    """B64"""
    make.case("Reembolso pendente", responsible=acme.colleague, by=acme.colleague)
    learn()
    acme.agent.role.sees = Sees.OWN
    acme.agent.role.save(update_fields=["sees"])
    assert "reembolso" not in visit.as_(acme.agent).get(acme.url("cases/"), {"q": "reenbolso"}).text


def test_excerpts_are_one_statement_for_any_number_of_cases(acme: Cast, visit: Visit) -> None:
    visit.as_(acme.agent)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make.case("Unha consulta", description="Faltan caixas", by=acme.agent)
        visit.get(acme.url("cases/"), {"q": "caja"})
        with CaptureQueriesContext(connection) as asked:
            page = visit.get(acme.url("cases/"), {"q": "caja"}).text
        counts.append((len(asked), page.count("rows__excerpt")))
    assert counts == [(counts[0][0], 1), (counts[0][0], 3)]


def sleep(*_args: object, **_named: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")


@pytest.mark.parametrize("show", ["table", "board"])
def test_a_search_that_takes_too_long_is_given_up_in_words(
    acme: Cast, visit: Visit, monkeypatch: pytest.MonkeyPatch, show: str
) -> None:
    """Hardening 7.19"""
    make.case("Faltan caixas", by=acme.agent)
    monkeypatch.setattr(showing, "PATIENCE", 50)
    monkeypatch.setattr(listing, "page", sleep)
    monkeypatch.setattr(boards, "board", sleep)
    answer = visit.as_(acme.agent).get(acme.url("cases/"), {"q": "caixas", "priority": "1", "show": show})
    assert answer.status_code == 200
    assert "Esta búsqueda tarda demasiado" in answer.text
    assert 'value="caixas"' in answer.text


def test_what_takes_too_long_is_not_counted(acme: Cast, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(narrowing, "PATIENCE", 50)
    monkeypatch.setattr(narrowing, "count", sleep)
    answer = visit.as_(acme.agent).get(acme.url("cases/counted/"), {"q": "caixas"})
    assert "contarlos tarda demasiado" in answer.text


def test_the_palette_does_without_cases_that_take_too_long(
    acme: Cast, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(palette, "PATIENCE", 50)
    monkeypatch.setattr(palette, "find_cases", sleep)
    assert "Conservas Ñandú" in visit.as_(acme.agent).get("/acme/palette/", {"q": "conservas"}).text
