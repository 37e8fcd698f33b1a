"""The list of cases, as a page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from atenda.cases.lifecycle import close
from atenda.testing import make
from atenda.testing.cast import NOW


def test_the_list_shows_pending_cases_with_customer_and_people(acme, visit):
    make.case("Se rompió el envase", responsible=acme.agent)
    close(make.case("Ya resuelto"), by=acme.agent, now=NOW)
    text = visit.as_(acme.agent).get(acme.url("cases/")).content.decode()

    assert "Se rompió el envase" in text
    assert "Uxía Cliente" in text
    assert "Xoán Axente" in text
    assert "Ya resuelto" not in text


def test_the_list_asks_the_same_for_one_row_and_for_three(acme, visit):
    visitor = visit.as_(acme.agent)
    make.case(responsible=acme.agent)
    visitor.get(acme.url("cases/"))
    costs = []
    for more in (0, 2):
        for _ in range(more):
            make.case(responsible=acme.agent, assignees=[acme.colleague])
        with CaptureQueriesContext(connection) as asked:
            visitor.get(acme.url("cases/"))
        costs.append(len(asked))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("query", ["view=nope&order=nope&before=nope", "before=9999999999", "view=closed&order=-state"])
def test_an_address_that_makes_no_sense_still_shows_a_list(acme, visit, query):
    make.case()
    assert visit.as_(acme.agent).get(acme.url(f"cases/?{query}")).status_code == 200


@pytest.mark.parametrize("narrowed", ["", "&priority=none,1", "&q=envase"])
def test_past_the_last_case_the_list_says_so_and_nothing_else(acme, visit, narrowed):
    make.case("Se rompió el envase")
    page = visit.as_(acme.agent).get(acme.url(f"cases/?view=all&before=1{narrowed}")).content.decode()
    assert "No hay nada más" in page
    assert page.count('class="empty-state__title"') == 1


def test_going_back_where_nothing_is_newer_any_more_leads_to_the_first_page(acme, visit):
    case = make.case()
    answer = visit.as_(acme.agent).get(acme.url(f"cases/?view=all&after={case.folio}"))
    assert answer.headers["Location"] == acme.url("cases/?view=all")


def test_a_cursor_of_five_thousand_digits_is_none(acme, visit):
    cursor = f"{acme.state('Abierto').pk}.{'9' * 5000}"
    assert visit.as_(acme.agent).get(acme.url(f"cases/?order=state&before={cursor}")).status_code == 200


def test_an_organization_that_cannot_be_spelled_does_not_exist(acme, visit):
    assert visit.as_(acme.agent).get("/ac%00me/cases/").status_code == 404
