"""Where a mail of ours did not arrive: the customer's page says so, until it is right again (U20, B21)."""

from __future__ import annotations

import pytest

from atenda.customers.models import Contact
from atenda.history.models import Event
from atenda.intake.dead_addresses import dead_of, say_right
from atenda.intake.models import DeadAddress
from atenda.intake.taking_in import take_in
from atenda.intake.tests.mails import a_mailbox
from atenda.intake.tests.test_taking_in import a_mail, came
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit

UXIA = "uxia@cliente.example"


@pytest.fixture
def dead(acme: Cast) -> DeadAddress:
    row: DeadAddress = DeadAddress.objects.create(address=UXIA, status="5.1.1", reason="5.1.1 no such user", at=NOW)
    return row


def test_the_customers_page_says_it_until_somebody_says_that_it_is_right(
    acme: Cast, dead: DeadAddress, visit: Visit
) -> None:
    page = acme.url(f"contacts/{acme.customer.pk}/")
    shown = visit.as_(acme.observer).get(page).text
    assert f"No llega el correo a {UXIA}" in shown
    assert "5.1.1 no such user" in shown
    here = acme.url(f"mails/addresses/{dead.pk}/right/")
    assert here not in shown  # they change nothing
    assert here in visit.as_(acme.agent).get(page).text
    answer = visit.post(here, {"customer": f"contact:{acme.customer.pk}"})
    assert (answer.status_code, answer["Location"]) == (302, page)
    after = visit.get(page).text
    assert "No llega el correo" not in after
    assert f"dijo que el correo vuelve a llegar a {UXIA}" in after


def test_of_somebody_who_has_it_not_nothing_is_said(acme: Cast, dead: DeadAddress, visit: Visit) -> None:
    other = Contact.objects.create(name="Iago", created_at=NOW, updated_at=NOW)
    assert dead_of(other) == []
    here = acme.url(f"mails/addresses/{dead.pk}/right/")
    assert visit.as_(acme.agent).post(here, {"customer": f"contact:{other.pk}"}).status_code == 404
    assert visit.post(here, {"customer": f"account:{acme.account.pk}"}).status_code == 404
    assert DeadAddress.objects.exists()


def test_a_mail_from_there_says_it_by_itself(acme: Cast, dead: DeadAddress) -> None:
    take_in(came(a_mailbox(), a_mail("Boas\n")).pk, now=NOW)
    assert not DeadAddress.objects.exists()


def test_said_twice_it_is_told_once(acme: Cast, dead: DeadAddress) -> None:
    say_right(acme.customer, dead, by=acme.agent, now=NOW)
    say_right(acme.customer, dead, by=acme.agent, now=NOW)
    assert Event.objects.filter(kind="address.right_again").count() == 1
