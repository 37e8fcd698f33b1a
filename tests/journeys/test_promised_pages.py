"""Promises that one look at a page proves."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from atenda.cases import picklists
from atenda.cases.assignment import assign
from atenda.cases.models import Case
from atenda.cases.tests.sending import standing
from atenda.customers.models import Address
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit


def page(acme: Cast, path: str) -> str:
    answer = Visit().as_(acme.agent).get(acme.url(path))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_case_shows_the_customers_card(acme: Cast) -> None:
    """S0.50: name, phone, e-mail and the default address, of several."""
    Address.objects.create(contact=acme.customer, street="Rúa vella 3", city="Muros")
    Address.objects.create(contact=acme.customer, street="Praza nova 1", city="Noia", is_default=True)
    make.case()
    shown = page(acme, "cases/1/")
    for words in ("Uxía Cliente", "986 12 34 56", "uxia@cliente.example", "Praza nova 1", "Noia"):
        assert words in shown
    assert "Rúa vella 3" not in shown


@pytest.mark.parametrize(("language", "said"), [("es", "Sin datos de ventas"), ("gl", "Sen datos de vendas")])
def test_the_card_says_that_no_sales_are_kept(acme: Cast, language: str, said: str) -> None:
    """S0.51, for as long as there are no sales: no figure that would be a guess."""
    acme.agent.identity.language = language
    acme.agent.identity.save(update_fields=["language"])
    make.case()
    card = page(acme, "cases/1/").split('class="customer__sales"')[1].split("</details>")[0]
    assert said in card
    assert not any(letter.isdigit() for letter in re.sub(r"<[^>]*>", "", card))


def test_a_contacts_page_shows_their_cases_and_adds_one(acme: Cast) -> None:
    """S4.3, S4.4, S4.14"""
    make.case("A súa primeira", contact=acme.customer)
    make.case("A da empresa", account=acme.account)
    shown = page(acme, f"contacts/{acme.customer.pk}/")
    assert "A súa primeira" in shown
    assert "A da empresa" not in shown
    assert f"{acme.url('cases/new/')}?contact={acme.customer.pk}" in shown


def test_afterwards_there_are_comments_files_and_an_agent(acme: Cast) -> None:
    """S4.15: from the page of a case that was opened without any of them."""
    case, visit = make.case(contact=acme.customer), Visit().as_(acme.agent)
    assert case.responsible is None
    visit.post(acme.url("cases/1/notes/"), {"body": "Chamei á transportista"})
    visit.post(acme.url("cases/1/files/"), {"file": [SimpleUploadedFile("albara.txt", b"A26")]})
    visit.post(acme.url("cases/1/standing/"), standing(case, responsible=acme.colleague.pk))
    shown = page(acme, "cases/1/")
    assert "Chamei á transportista" in shown
    assert "albara.txt" in shown
    assert Case.objects.get().responsible == acme.colleague


def test_an_accounts_page_shows_its_cases_and_adds_one(acme: Cast) -> None:
    """S0.23"""
    make.case("A da empresa", account=acme.account)
    shown = page(acme, f"accounts/{acme.account.pk}/")
    assert "A da empresa" in shown
    assert f"{acme.url('cases/new/')}?account={acme.account.pk}" in shown


def test_a_case_for_somebody_who_came_in_person(acme: Cast) -> None:
    """S1.2, S2.21, S3.13"""
    form = {
        "reference": "Vén pola súa conta",
        "customer": f"contact:{acme.customer.pk}",
        "source": acme.source("in_person").pk,
    }
    initial = {"state": acme.state("Abierto").pk, "priority": acme.priority("Normal").pk}
    submission = {"submission": "6f7c2d54-58a7-4c52-9a0f-2f2ab7a4a6d1"}
    Visit().as_(acme.agent).post(acme.url("cases/new/"), {**form, **initial, **submission})
    assert Case.objects.get().source.key == "in_person"
    assert "En persona" in page(acme, "cases/1/")


def test_nobodys_case_says_so_in_list_and_page(acme: Cast) -> None:
    """B33"""
    case = make.case()
    assert "Nadie" in page(acme, "cases/")
    assert "Sin asignar" in page(acme, "cases/1/")
    assign(case, responsible=acme.agent, by=acme.agent, now=NOW)
    assert "Sin asignar" not in page(acme, "cases/1/")


def test_a_colour_is_never_alone(acme: Cast) -> None:
    """B54: state and priority are words, whatever their colour."""
    make.case(priority=acme.priority("Alta"))
    for path in ("cases/", "cases/1/"):
        shown = page(acme, path)
        assert ("Abierto" in shown, "Alta" in shown) == (True, True)


def test_every_phone_number_shown_can_be_dialled(acme: Cast) -> None:
    """B57: on the case, the customer's page and their list, as the network wants it, whatever groups are shown."""
    make.case()
    for path in ("cases/1/", f"contacts/{acme.customer.pk}/", "contacts/", f"accounts/{acme.account.pk}/"):
        assert '<a href="tel:+34986123456">986 12 34 56</a>' in page(acme, path), path


def test_a_photograph_can_be_taken_where_files_are_added_and_the_limit_is_said_before(acme: Cast) -> None:
    """B57, B73"""
    make.case()
    for path in ("cases/1/", "cases/new/", "cases/1/files/"):
        shown = page(acme, path)
        assert 'accept="image/*" capture="environment"' in shown, path
        assert "Hasta 25 MB cada uno" in shown, path


def test_a_label_may_be_said_otherwise_and_counts_at_once(acme: Cast) -> None:
    """B71: *Abierta* for whoever says *la incidencia*, on every case there is."""
    make.case()
    words = {"es": "Abierta", "gl": "Aberta", "en": "Open"}
    picklists.change(acme.state("Abierto"), labels=words, by=acme.admin, now=NOW)
    assert ("Abierta" in page(acme, "cases/1/"), "Abierto" in page(acme, "cases/1/")) == (True, False)
