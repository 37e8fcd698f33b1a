"""Ctrl K: a folio, a phone number, a name, a page."""

from __future__ import annotations

import pytest

from atenda.access.abilities import Sees
from atenda.searching.vocabulary import learn
from atenda.testing import make
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit


def test_a_folio_leads_to_its_case(acme: Cast, visit: Visit) -> None:
    case = make.case("Broken scale")
    page = visit.as_(acme.agent).get(acme.url("palette/"), {"q": f"#{case.folio}"}).text
    assert f'href="/acme/cases/{case.folio}/"' in page
    assert "Broken scale" in page


def test_a_case_one_may_not_see_is_not_found(acme: Cast, other: Cast, visit: Visit) -> None:
    page = visit.as_(acme.agent).get(acme.url("palette/"), {"q": "987654"}).text
    assert "palette__nothing" in page


def test_nothing_typed_shows_pages_and_deeds(acme: Cast, visit: Visit) -> None:
    page = visit.as_(acme.agent).get(acme.url("palette/")).text
    assert 'href="/acme/cases/"' in page
    assert 'href="/acme/cases/new/"' in page


def test_customers_only_for_those_who_may_see_them(acme: Cast, visit: Visit) -> None:
    name = acme.customer.name
    assert name in visit.as_(acme.agent).get(acme.url("palette/"), {"q": name}).text
    role = acme.observer.role
    role.abilities = []
    role.save(update_fields=["abilities"])
    assert f">{name}<" not in visit.as_(acme.observer).get(acme.url("palette/"), {"q": name}).text


@pytest.mark.parametrize("typed", ["986 123 456", "+34 986123456", "uxia@cliente", "uxia cli", "Cliente Uxía"])
def test_a_customer_is_found_by_what_one_knows_of_them(acme: Cast, visit: Visit, typed: str) -> None:
    """B48, as far as customers go: blanks, the country's prefix and accents do not count."""
    assert (
        acme.url(f"contacts/{acme.customer.pk}/") in visit.as_(acme.agent).get(acme.url("palette/"), {"q": typed}).text
    )


def test_words_find_cases_marked_and_what_stands_about_them(acme: Cast, visit: Visit) -> None:
    case = make.case("Faltan caixas", description="Chegou <rota> unha delas")
    page = visit.as_(acme.agent).get(acme.url("palette/"), {"q": "cajas rotas"}).text
    assert f'href="/acme/cases/{case.folio}/"' in page
    assert "Faltan <mark>caixas</mark>" in page
    assert "Chegou &lt;<mark>rota</mark>&gt; unha delas" in page


def test_a_name_leads_to_the_customer_before_their_cases(acme: Cast, visit: Visit) -> None:
    case = make.case("Caixa rota", contact=acme.customer)
    page = visit.as_(acme.agent).get(acme.url("palette/"), {"q": acme.customer.name}).text
    assert 0 < page.index(acme.url(f"contacts/{acme.customer.pk}/")) < page.index(f"/cases/{case.folio}/")
    page = visit.as_(acme.agent).get(acme.url("palette/"), {"q": str(case.folio)}).text
    assert f"/cases/{case.folio}/" in page


def test_a_mistyped_word_is_put_right_and_the_heading_says_so(acme: Cast, visit: Visit) -> None:
    case = make.case("Reembolso pendente")
    learn()
    page = visit.as_(acme.agent).get(acme.url("palette/"), {"q": "reenbolso"}, headers={"accept-language": "es"}).text
    assert f"/cases/{case.folio}/" in page
    assert "«reenbolso»" in page or "“reenbolso”" in page


@pytest.mark.parametrize(
    "typed", ["'", "\\", ":*", "!", "<b>", "%", "\0", "\U0001f41f", "x" * 9000, "de la", "-caja", '"']
)
def test_whatever_is_typed_is_answered(acme: Cast, visit: Visit, typed: str) -> None:
    make.case("Caja de la lonja")
    assert visit.as_(acme.agent).get(acme.url("palette/"), {"q": typed}).status_code == 200


def test_words_of_a_case_out_of_sight_find_nothing(acme: Cast, visit: Visit) -> None:
    """B64"""
    make.case("Palabra xilgaro", responsible=acme.colleague, by=acme.colleague)
    assert "xilgaro</mark>" in visit.as_(acme.admin).get(acme.url("palette/"), {"q": "xilgaro"}).text
    acme.agent.role.sees = Sees.OWN
    acme.agent.role.save(update_fields=["sees"])
    assert "palette__nothing" in visit.as_(acme.agent).get(acme.url("palette/"), {"q": "xilgaro"}).text
