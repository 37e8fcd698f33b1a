"""Ctrl K: a folio, a phone number, a name, a page."""

from __future__ import annotations

import pytest

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
