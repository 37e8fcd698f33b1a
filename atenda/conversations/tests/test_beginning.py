"""A conversation that begins here: written to a customer, it is a case from its first line (S1.1)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from atenda.access.abilities import Ability
from atenda.cases.models import Case
from atenda.cases.tests.sending import opening
from atenda.conversations.models import Direction, Message
from atenda.customers.models import EmailAddress
from atenda.intake.tests.mails import a_mailbox
from atenda.notices.announcing import tell_case
from atenda.notices.models import Audience, Mail, News
from atenda.testing.cast import Cast

UXIA = "uxia@cliente.example"


@pytest.fixture(autouse=True)
def _mailbox(acme: Cast) -> None:
    a_mailbox()


def wishes(acme: Cast, **more: Any) -> dict[str, Any]:
    words = {"reference": "A revisión de outono", "description": "Ola Uxía: tócalle revisión.", "writes": "1"}
    return opening(acme, **{**words, "customer": f"contact:{acme.customer.pk}", "account": "", **more})


def test_a_mail_opens_a_case_and_goes_to_the_customer_once(acme: Cast, visit: Any) -> None:
    page = visit.as_(acme.agent).post(acme.url("cases/new/"), wishes(acme), follow=True).content.decode()
    assert "El correo sale en diez segundos." in page
    case, message = Case.objects.get(), Message.objects.get()
    assert (message.direction, message.subject, message.text) == (
        Direction.OUT,
        "A revisión de outono",
        "Ola Uxía: tócalle revisión.",
    )
    assert message.to == [[acme.customer.name, UXIA]]
    assert case.contacted_at == message.at
    for news in News.objects.filter(told_at=None):
        tell_case(news.case_id, now=timezone.now())
    assert [mail.written_id for mail in Mail.objects.filter(audience=Audience.CUSTOMER)] == [message.pk]


def test_the_same_form_sent_twice_writes_once(acme: Cast, visit: Any) -> None:
    form, agent = wishes(acme, submission=str(uuid4())), visit.as_(acme.agent)
    agent.post(acme.url("cases/new/"), form)
    agent.post(acme.url("cases/new/"), form)
    assert (Case.objects.count(), Message.objects.count()) == (1, 1)


def test_nobody_to_write_to_and_nothing_written_are_said_and_no_case_is_opened(acme: Cast, visit: Any) -> None:
    agent = visit.as_(acme.agent)
    empty = agent.post(acme.url("cases/new/"), wishes(acme, description=""))
    assert (empty.status_code, "Escribe qué dice el correo." in empty.content.decode()) == (422, True)
    EmailAddress.objects.all().delete()
    nobody = agent.post(acme.url("cases/new/"), wishes(acme))
    assert nobody.status_code == 422
    text = nobody.content.decode()
    assert "Este cliente no tiene correo electrónico" in text
    assert "tócalle revisión" in text
    assert 'name="writes" value="1" checked' in text
    assert not Case.objects.exists()


def test_who_may_not_write_to_customers_is_not_asked_and_opens_nothing_so(acme: Cast, visit: Any) -> None:
    acme.agent.role.abilities.remove(Ability.WRITE_TO_CUSTOMERS)
    acme.agent.role.save()
    agent = visit.as_(acme.agent)
    assert 'name="writes"' not in agent.get(acme.url("cases/new/")).content.decode()
    assert agent.post(acme.url("cases/new/"), wishes(acme)).status_code == 403
    assert not Case.objects.exists()


def test_a_customers_page_leads_there(acme: Cast, visit: Any) -> None:
    agent = visit.as_(acme.agent)
    page = agent.get(acme.url(f"contacts/{acme.customer.pk}/")).content.decode()
    address = f"cases/new/?contact={acme.customer.pk}&amp;writes=1"
    assert address in page
    assert 'name="writes" value="1" checked' in agent.get(acme.url(address.replace("&amp;", "&"))).content.decode()
