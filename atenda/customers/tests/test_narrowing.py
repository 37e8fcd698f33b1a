"""The lists of customers narrowed by what is in the address."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from atenda.access.abilities import Sees
from atenda.customers import worklists
from atenda.customers.editing import edit
from atenda.customers.linking import link
from atenda.customers.merging import merge
from atenda.customers.models import Contact
from atenda.customers.narrowing import Narrowing
from atenda.customers.opening import open_account, open_contact
from atenda.customers.ways import Email, Phone, Postal
from atenda.organizations.entering import inside
from atenda.testing import make
from atenda.testing.cast import NOW


def person(name, **values):
    return open_contact(name=name, by=None, now=NOW, **values)


@pytest.fixture
def people(acme):
    vigo = {"addresses": [Postal("Rúa 1", city="Vígo")]}
    ana = person("Ana Vigo", tags=["VIP", "moroso"], language="gl", phones=[Phone("986 12 34 56")], **vigo)
    bea = person("Bea Vigo", tags=["vip"], language="es", emails=[Email("bea@vigo.example")], company=acme.account)
    edit(bea, addresses=vigo["addresses"], by=None, now=NOW)
    cal = person("Cal Lugo", tax_id="12345678Z", addresses=[Postal("", city="Lugo"), Postal("Rúa 2", city="Vigo")])
    make.case("Aberto", contact=cal)
    return ana, bea, cal


def names(acme, query, kind="contact"):
    page = worklists.page_of(kind, actor=acme.agent, narrowing=Narrowing.of(QueryDict(query), kind))
    return [card.name for card in page.cards if card.name != acme.customer.name]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tag=ViP", ["Ana Vigo", "Bea Vigo"]),
        ("tag=vip&language=es", ["Bea Vigo"]),
        ("tag=ningunha", []),
        ("town=VIGO", ["Ana Vigo", "Bea Vigo"]),
        ("town=vigo&tag=moroso&language=gl&q=an", ["Ana Vigo"]),
        ("open=1", ["Cal Lugo"]),
        ("open=1&q=12345678z", ["Cal Lugo"]),
        ("tag=vip&q=986123", ["Ana Vigo"]),
        ("tag=vip&q=%2B34 986 12", ["Ana Vigo"]),
        ("tag=vip&q=bea@", ["Bea Vigo"]),
        ("tag=vip&q=@", []),
        ("language=gl", ["Ana Vigo"]),
        ("language=xx&town=&tag=%00&open=2", ["Ana Vigo", "Bea Vigo", "Cal Lugo"]),
    ],
)
def test_filters_combine(acme, people, query, expected):
    assert names(acme, query) == expected


def test_a_companys_people(acme, people):
    assert names(acme, f"company={acme.account.pk}") == ["Bea Vigo"]
    assert names(acme, "company=99999999999999999999&town=vigo") == ["Ana Vigo", "Bea Vigo"]
    assert Narrowing.of(QueryDict("company=3"), "account").company == 0


def test_accounts_are_narrowed_alike(acme):
    open_account(name="Bar", tags="vip", language="gl", addresses=[Postal("", city="Cangas")], by=None, now=NOW)
    assert names(acme, "tag=vip&language=gl&town=cangas", "account") == ["Bar"]


def test_open_cases_one_may_not_see_are_not_told(acme, people):
    acme.agent.role.sees = Sees.OWN
    make.case("Allea", contact=people[0], responsible=acme.colleague)
    assert "Ana Vigo" not in names(acme, "open=1")


def test_pages_of_a_narrowed_list_follow_each_other(acme, monkeypatch):
    monkeypatch.setattr(worklists, "PAGE", 2)
    made = [person(name, tags="vip").pk for name in ("A", "B", "B", "C", "D")]
    person("Bb")
    vip, seen, places = Narrowing(tag="vip"), [], []
    for _ in range(3):
        page = worklists.page_of("contact", actor=acme.agent, narrowing=vip, after=seen[-1] if seen else None)
        seen += [card.id for card in page.cards]
        places.append(page)
    assert seen == made
    assert places[-1].older is None
    back = worklists.page_of("contact", actor=acme.agent, narrowing=vip, before=places[-1].newer)
    assert [card.id for card in back.cards] == made[2:4]


def test_the_page_shows_chips_and_keeps_the_filters_on_every_page(acme, people, visit, monkeypatch):
    monkeypatch.setattr(worklists, "PAGE", 1)
    here = acme.url("contacts/")
    page = visit.as_(acme.agent).get(f"{here}?tag=vip&town=Vigo").content.decode()
    assert f"{here}?tag=vip&amp;town=Vigo&amp;after={people[0].pk}" in page
    for without in ("?town=Vigo", "?tag=vip"):
        assert f'class="chip__remove" href="{here}{without}"' in page


def test_nothing_says_which_filter_to_drop(acme, people, visit):
    here = acme.url("contacts/")
    page = visit.as_(acme.agent).get(f"{here}?tag=vip&language=en&company={acme.account.pk}").content.decode()
    assert f'href="{here}?tag=vip&amp;company={acme.account.pk}"' in page.split('class="empty-state"')[1]
    assert f'href="{here}?tag=vip&amp;language=en"' not in page.split('class="empty-state"')[1]


@pytest.mark.parametrize(
    "query", ["tag=<b>", "town=%25", "company=-1", "company=٣", "q=%00&tag=x", "tag=" + "ñ" * 999, "open=1&q=((("]
)
def test_hostile_addresses_show_a_list(acme, other, visit, query):
    with inside(other.organization):
        person("Allea", tags=["<b>", "x"], addresses=[Postal("", city="%")])
    page = visit.as_(acme.agent).get(acme.url(f"contacts/?{query}"))
    assert page.status_code == 200
    assert "Allea" not in page.content.decode()
    assert "<b>" not in page.content.decode()


def test_as_many_queries_for_one_as_for_three(acme, visit):
    address = acme.url(f"contacts/?tag=vip&town=vigo&open=1&company={acme.account.pk}&q=tri")

    def add(number):
        each = person(f"Tri {number}", tags="vip", addresses=[Postal("", city="Vigo")])
        link(each, acme.account, by=None, now=NOW)
        make.case("Aberto", contact=each)

    add(1)
    visit.as_(acme.agent).get(address)
    with CaptureQueriesContext(connection) as one:
        visit.get(address)
    add(2)
    add(3)
    with CaptureQueriesContext(connection) as three:
        page = visit.get(address)
    assert len(three) == len(one)
    assert "Tri 3" in page.content.decode()
    assert Contact.objects.filter(town="vigo").count() == 3


@pytest.mark.parametrize(("near", "far"), [(1, 3), (1, 100), (3, 9), (7, 7), (2, 12), (10_000, 40_000), (5, 1)])
@pytest.mark.parametrize("word", ["a", "be", "vigo"])
def test_words_met_near_and_far_make_the_same_pages(acme, monkeypatch, near, far, word):
    """However many names are walked through first: nobody is missing or there twice, there and back."""
    monkeypatch.setattr(worklists, "PAGE", 2)
    monkeypatch.setattr(worklists, "NEAR", near)
    monkeypatch.setattr(worklists, "FAR", far)
    for name in ("Ana", "Bea", "Ana", "Abel", "Vigo", "Xan", "Zoe", "Berta", "Ana"):
        person(f"{name} Vigo", language="gl")
        person(f"{name} Lugo", language="es")
    narrowing = Narrowing.of(QueryDict(f"q={word}&language=gl"), "contact")
    expected = [
        (pk, name)
        for pk, name in Contact.objects.filter(language="gl").order_by("search_name", "id").values_list("pk", "name")
        if any(part.lower().startswith(word) for part in name.split())
    ]
    page, there = worklists.page_of("contact", actor=acme.agent, narrowing=narrowing), []
    while True:
        there += [(card.id, card.name) for card in page.cards]
        if page.older is None:
            break
        page = worklists.page_of("contact", actor=acme.agent, narrowing=narrowing, after=page.older)
    assert there == expected
    back = []
    while page.newer is not None:
        page = worklists.page_of("contact", actor=acme.agent, narrowing=narrowing, before=page.newer)
        back = [(card.id, card.name) for card in page.cards] + back
    assert back == expected[: len(back)]


def test_the_company_is_looked_up_in_the_list_of_contacts(acme, visit, people):
    """The picker says `account:7`, other pages `7`; what is chosen stands in it."""
    pages = visit.as_(acme.agent)
    for said in (acme.account.pk, f"account:{acme.account.pk}"):
        shown = pages.get(acme.url("contacts/"), {"company": said}).content.decode()
        assert f'<option value="account:{acme.account.pk}" selected>{acme.account.name}</option>' in shown
        assert "Bea Vigo" in shown
        assert "Ana Vigo" not in shown
    assert "customers/search/?kind=account" in pages.get(acme.url("contacts/")).content.decode()
    assert "customers/search/?kind=account" not in pages.get(acme.url("accounts/")).content.decode()


def test_a_company_that_was_merged_means_the_one_it_is_now(acme, visit, people):
    stays = open_account(name="Conservas de Agora", by=None, now=NOW)
    merge(stays, acme.account, by=acme.agent, now=NOW)
    shown = visit.as_(acme.agent).get(acme.url("contacts/"), {"company": acme.account.pk}).content.decode()
    assert f'<option value="account:{stays.pk}" selected>Conservas de Agora</option>' in shown
    assert "Bea Vigo" in shown
    assert "Ana Vigo" not in shown
