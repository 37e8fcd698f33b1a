"""How the address that a customer has comes to be, lasts and ends."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

from django.test import Client
from django.utils import timezone

from atenda.cases.editing import edit
from atenda.cases.models import Case
from atenda.customers.merging import merge
from atenda.customers.opening import open_account, open_contact
from atenda.customers.ways import Email
from atenda.history.models import Event
from atenda.history.undoing import undo
from atenda.notices.announcing import tell_case
from atenda.notices.customer_links import make, open_links, way_to
from atenda.notices.models import CustomerLink, Mail
from atenda.notices.tests.customers import let, path_of
from atenda.testing import make as maker
from atenda.testing.cast import Cast
from atenda.testing.fixtures import Visit


def test_it_ends_by_itself_and_every_mail_makes_it_last(acme: Cast, case: Case) -> None:
    now = timezone.now()
    way_to(case, acme.customer, now=now)
    assert open_links(case, now=now + timedelta(days=89))
    assert open_links(case, now=now + timedelta(days=91)) == []
    way_to(case, acme.customer, now=now + timedelta(days=80))
    assert open_links(case, now=now + timedelta(days=169))


def test_ended_by_a_colleague_the_next_mail_brings_a_new_one(
    acme: Cast, case: Case, visit: Visit, anybody: Client
) -> None:
    before = path_of(case, acme)
    assert visit.as_(acme.observer).post(acme.url("cases/1/customer-link/revocation/")).status_code == 403
    assert visit.as_(acme.agent).post(acme.url("cases/1/customer-link/revocation/")).status_code == 302
    assert anybody.get(before).status_code == 404
    assert Event.objects.filter(kind="customerlink.revoked").count() == 1
    visit.post(acme.url("cases/1/customer-link/revocation/"))
    assert Event.objects.filter(kind="customerlink.revoked").count() == 1
    after = path_of(case, acme)
    assert after != before
    assert anybody.get(after).status_code == 200


def test_a_colleague_makes_one_to_hand_over(acme: Cast, case: Case, visit: Visit, anybody: Client) -> None:
    agent = visit.as_(acme.agent)
    assert "Crear un enlace para el cliente" in agent.get(acme.url("cases/1/mails/")).content.decode()
    assert agent.post(acme.url("cases/1/customer-link/")).status_code == 302
    page = agent.get(acme.url("cases/1/mails/")).content.decode()
    path = urlsplit(re.search(r'value="(http\S+/c/\S+)"', page)[1]).path  # type: ignore[index]
    assert anybody.get(path).status_code == 200
    make(case, by=acme.agent, now=timezone.now())
    assert Event.objects.filter(kind="customerlink.made").count() == 1
    let(customer_page=False)
    assert "/c/" not in agent.get(acme.url("cases/1/mails/")).content.decode()


def test_the_company_that_is_written_to_has_the_link_one_sees_and_ends(
    acme: Cast, visit: Visit, anybody: Client
) -> None:
    """The contact has no e-mail, so the mail and its link go to the company: the page must know of that one."""
    silent = open_contact(name="Sen Correo", by=acme.agent, now=timezone.now())
    company = open_account(name="Muíños SL", emails=[Email("a@muinos.example")], by=acme.agent, now=timezone.now())
    case = maker.case(contact=silent, account=company, by=acme.agent)
    tell_case(case.pk, now=timezone.now())
    address = re.search(r"http\S+/c/\S+", Mail.objects.get(audience="customer").text)[0]  # type: ignore[index]
    page = visit.as_(acme.agent).get(acme.url("cases/1/mails/")).content.decode()
    assert address in page
    assert "Muíños SL" in page
    assert "Anular el enlace" in page
    assert "Crear un enlace" not in page
    visit.post(acme.url("cases/1/customer-link/"))
    assert CustomerLink.objects.count() == 1
    assert not Event.objects.filter(kind="customerlink.made").exists()
    visit.post(acme.url("cases/1/customer-link/revocation/"))
    assert anybody.get(urlsplit(address).path).status_code == 404
    assert "Crear un enlace" in visit.get(acme.url("cases/1/mails/")).content.decode()
    visit.post(acme.url("cases/1/customer-link/"))
    assert CustomerLink.objects.get(revoked_at=None).account_id == company.pk


def test_links_of_both_customers_are_seen_and_end_together(
    acme: Cast, case: Case, visit: Visit, anybody: Client
) -> None:
    edit(case, account=acme.account, by=acme.agent, now=timezone.now())
    ways = [way_to(case, customer, now=timezone.now()) for customer in (acme.customer, acme.account)]
    page = visit.as_(acme.agent).get(acme.url("cases/1/mails/")).content.decode()
    assert [address in page for address in ways] == [True, True]
    assert "Uxía Cliente" in page
    assert "Conservas Ñandú" in page
    visit.post(acme.url("cases/1/customer-link/revocation/"))
    assert [anybody.get(urlsplit(address).path).status_code for address in ways] == [404, 404]


def test_without_any_address_the_link_to_hand_over_is_the_persons(acme: Cast) -> None:
    silent = open_contact(name="Sen Correo", by=acme.agent, now=timezone.now())
    case = maker.case(contact=silent, account=acme.account, by=acme.agent)
    make(case, by=acme.agent, now=timezone.now())
    assert CustomerLink.objects.get().contact_id == silent.pk


def test_switched_off_the_mail_has_no_button(acme: Cast, case: Case) -> None:
    let(customer_page=False)
    tell_case(case.pk, now=timezone.now())
    mail = Mail.objects.get(audience="customer")
    assert "/c/" not in mail.text + mail.html
    assert not CustomerLink.objects.exists()


def test_an_account_without_a_person_has_its_own(acme: Cast, anybody: Client) -> None:
    case = maker.case(contact=None, account=acme.account, by=acme.agent)
    path = urlsplit(way_to(case, acme.account, now=timezone.now())).path
    assert "Conservas Ñandú" in anybody.get(path).content.decode()
    edit(case, contact=acme.customer, by=acme.agent, now=timezone.now())
    assert anybody.get(path).status_code == 200  # the account is still the case's


def test_the_link_outlives_that_two_records_of_the_customer_become_one(acme: Cast, case: Case, anybody: Client) -> None:
    path = path_of(case, acme)
    twin = open_contact(name="Uxía C.", by=acme.agent, now=timezone.now())
    done = merge(twin, acme.customer, by=acme.admin, now=timezone.now())
    case.refresh_from_db()
    assert case.contact_id == twin.pk
    assert anybody.get(path).status_code == 200
    undo(done, by=acme.admin, now=timezone.now())
    assert anybody.get(path).status_code == 200
