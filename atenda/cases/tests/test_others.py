"""The other open cases of the customer are said on the case page, those one may see and no others."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from atenda.access.abilities import Sees
from atenda.cases.lifecycle import close
from atenda.cases.others import other_open_cases
from atenda.customers.editing import edit
from atenda.customers.opening import open_contact
from atenda.testing import make
from atenda.testing.cast import NOW


@pytest.fixture
def case(acme):
    return make.case("A que está aberta", contact=acme.customer, account=acme.account)


def folios(others):
    return [other.folio for other in others.shown]


def test_the_contacts_come_first_then_the_companys_the_newest_first(acme, case):
    someone = open_contact(name="Outra", company=acme.account, by=None, now=NOW)
    of_company = make.case("Dunha compañeira", contact=someone, account=acme.account)
    own = [make.case(f"Súa {number}", contact=acme.customer) for number in range(3)]
    both = make.case("De ambas", contact=acme.customer, account=acme.account)
    make.case("De ninguén coñecido", contact=someone)
    others = other_open_cases(acme.agent, case)
    assert folios(others) == [both.folio, own[2].folio, own[1].folio]
    assert (others.count, others.more) == (5, 2)
    close(own[2], by=acme.agent, now=NOW)
    close(both, by=acme.agent, now=NOW)
    assert folios(other_open_cases(acme.agent, case)) == [own[1].folio, own[0].folio, of_company.folio]


def test_who_sees_less_is_told_less(acme, case):
    mine = make.case("Miña", contact=acme.customer, responsible=acme.agent)
    make.case("Allea", contact=acme.customer, responsible=acme.colleague)
    acme.agent.role.sees = Sees.OWN
    assert (folios(other_open_cases(acme.agent, case)), other_open_cases(acme.agent, case).count) == ([mine.folio], 1)


def test_one_statement_however_many_there_are(acme, case):
    other_open_cases(acme.agent, case)
    for number in range(4):
        with CaptureQueriesContext(connection) as asked:
            other_open_cases(acme.agent, case)
        assert len(asked) == 1
        make.case(f"Outra {number}", contact=acme.customer)


def test_the_case_page_warns_and_says_who_the_customer_is(acme, case, visit):
    here = acme.url(f"cases/{case.folio}/")
    assert (
        "alert-triangle" not in visit.as_(acme.agent).get(here).content.decode().split('id="case-customer"')[1][:1500]
    )
    for number in range(5):
        make.case(f"<b>Outra {number}", contact=acme.customer)
    edit(acme.customer, tags="VIP", notes="Chamar <b>pola tarde", time_zone="Pacific/Auckland", by=None, now=NOW)
    page = visit.get(here).content.decode().split('id="case-customer"')[1]
    for shown in ("&lt;b&gt;Outra 4", f"{acme.url('cases/')}6/", "VIP", "Chamar &lt;b&gt;pola tarde"):
        assert shown in page
    assert "<b>Outra" not in page


def test_the_customers_page_adds_a_case_for_them(acme, visit):
    for kind, customer in (("contact", acme.customer), ("account", acme.account)):
        page = visit.as_(acme.agent).get(acme.url(f"{kind}s/{customer.pk}/")).content.decode()
        block = page.split('id="customer-cases"')[1]
        assert f"{acme.url('cases/new/')}?{kind}={customer.pk}" in block
        listed = visit.get(acme.url(f"{kind}s/")).content.decode()
        assert f"{acme.url('cases/new/')}?{kind}={customer.pk}" in listed
        assert "cases/new/?" not in visit.as_(acme.observer).get(acme.url(f"{kind}s/")).content.decode()
