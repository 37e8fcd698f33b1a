"""The lists of accounts and of contacts, as pages."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from atenda.customers import worklists
from atenda.customers.linking import link
from atenda.customers.models import Contact
from atenda.customers.tests.sending import address, company, person
from atenda.customers.ways import Email, Phone, Postal
from atenda.testing.cast import NOW


def test_the_list_shows_how_to_reach_each(acme, visit):
    person(
        "Ñuria Ñ",
        company="Bar Ñ",
        phones=[Phone("986 55 55 55")],
        emails=[Email("n@n.example")],
        addresses=[Postal("Rúa 1", city="Cangas")],
    )
    page = visit.as_(acme.agent).get(acme.url("contacts/")).content.decode()
    for shown in ("Ñuria Ñ", 'href="tel:+34986555555"', "986 55 55 55", "mailto:n@n.example", "Cangas", "Bar Ñ"):
        assert shown in page
    page = visit.get(acme.url("accounts/")).content.decode()
    assert "Bar Ñ" in page
    assert "Ñuria Ñ" in page


def test_the_list_is_sorted_by_name_with_enye_after_n(acme, visit):
    for name in ("Oza", "Ñora", "Nuria", "Zas", "ana"):
        person(name)
    page = visit.as_(acme.agent).get(acme.url("contacts/")).content.decode()
    places = [page.index(f">{name}<") for name in ("ana", "Nuria", "Ñora", "Oza", "Uxía Cliente", "Zas")]
    assert places == sorted(places)


def test_pages_follow_each_other_without_gaps_or_repeats(acme, monkeypatch):
    monkeypatch.setattr(worklists, "PAGE", 2)
    for name in ("A", "B", "B", "B", "C"):
        person(name)
    seen = []
    for _ in range(3):
        page = worklists.page_of("contact", actor=acme.agent, after=seen[-1] if seen else None)
        seen += [card.id for card in page.cards]
    assert seen == list(Contact.objects.order_by("search_name", "id").values_list("id", flat=True))
    assert page.older is None
    back = worklists.page_of("contact", actor=acme.agent, before=page.newer)
    assert [card.id for card in back.cards] == seen[2:4]
    first = worklists.page_of("contact", actor=acme.agent, before=back.newer)
    assert ([card.id for card in first.cards], first.newer) == (seen[:2], None)


@pytest.mark.parametrize(
    "query", ["after=x", "after=-1", "after=", "after=" + "9" * 40, "before=٣", "q=%00", "q=" + "ñ" * 999]
)
def test_a_broken_address_shows_a_list(acme, visit, query):
    assert visit.as_(acme.agent).get(acme.url(f"contacts/?{query}")).status_code == 200


def test_the_list_says_what_to_do_when_nothing_matches(acme, visit):
    page = visit.as_(acme.agent).get(acme.url("contacts/?q=Zzzyx")).content.decode()
    assert "Zzzyx" in page
    assert "contacts/new/?name=Zzzyx" in page


@pytest.mark.parametrize(
    "page", ["accounts/", "contacts/", "contacts/?q=triple", "accounts/{account}/", "contacts/{contact}/"]
)
def test_as_many_queries_for_one_row_as_for_three(acme, visit, page):
    def fill(number):
        each = person(f"Triple {number}", phones=[Phone(f"98612345{number}")], emails=[Email(f"e{number}@e.example")])
        link(each, acme.account, by=None, now=NOW)
        link(acme.customer, company(f"Triple {number}"), by=None, now=NOW)

    fill(0)
    visit.as_(acme.agent).get(address(acme, page))
    with CaptureQueriesContext(connection) as one:
        visit.get(address(acme, page))
    fill(1)
    fill(2)
    with CaptureQueriesContext(connection) as three:
        visit.get(address(acme, page))
    assert len(three) == len(one)
