"""Who writes for the first time or from another address: proposed, created or linked with a click, known ever after."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from atenda.cases.models import Case
from atenda.conversations.models import Message
from atenda.customers.models import Contact
from atenda.customers.search import find_customers
from atenda.history.models import Event
from atenda.history.undoing import undo
from atenda.intake.models import End, Policy, RawMail, Why
from atenda.intake.recognising import recognise
from atenda.intake.refusals import KnownAlready, NoAddress
from atenda.intake.senders import sender
from atenda.intake.taking_in import take_in
from atenda.intake.tests.mails import a_mailbox, a_raw
from atenda.intake.tests.test_taking_in import a_mail, came
from atenda.intake.why import explain
from atenda.mailboxes.models import Mailbox, NewSenders
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit

NEW = "brais@outra.example"


@pytest.fixture
def asking(acme: Cast) -> Mailbox:
    """A mailbox that waits until somebody says who a new sender is, in an organization that does not."""
    return a_mailbox(new_senders=NewSenders.PROPOSALS)


def from_new(text: str = "Boas\n", subject: str = "A caldeira") -> EmailMessage:
    mail = a_mail(text)
    mail.replace_header("From", f"Brais Novo <{NEW}>")
    mail.replace_header("Subject", subject)
    return mail


@pytest.fixture
def held(asking: Mailbox) -> RawMail:
    raw = came(asking, from_new())
    take_in(raw.pk, now=NOW)
    raw.refresh_from_db()
    assert (raw.end, raw.why) == (End.HELD, Why.UNKNOWN_SENDER)
    return raw


def test_what_a_mailbox_says_goes_before_what_all_do(acme: Cast, held: RawMail) -> None:
    assert held.evidence["asked"][-1] == ["asks_who", True, str(held.mailbox)]
    last = explain(held, acme.admin).asked[-1]
    assert (last.answer, last.detail) == (True, str(held.mailbox))
    Policy.objects.create(new_senders=NewSenders.PROPOSALS)
    quick = a_mailbox("tenda@acme.example", new_senders=NewSenders.CONTACTS)
    as_all = a_mailbox("todo@acme.example")
    assert take_in(came(quick, from_new("Na tenda\n")).pk, now=NOW) == End.FILED
    other = from_new("A todos\n")
    other.replace_header("From", "carme@outra.example")
    assert take_in(came(as_all, other).pk, now=NOW) == End.HELD


def test_one_click_makes_the_contact_and_the_mail_goes_on_to_its_case(acme: Cast, held: RawMail, visit: Visit) -> None:
    second = came(held.mailbox, from_new("E outra cousa\n", "A bomba"))
    assert take_in(second.pk, now=NOW) == End.HELD
    page = visit.as_(acme.supervisor).get(acme.url(f"mails/{held.pk}/"))
    assert 'id="sender"' in page.text
    answer = visit.post(acme.url(f"mails/{held.pk}/sender/"), {"new": "1"})
    case = Case.objects.get()
    assert answer.headers["Location"].endswith(f"/cases/{case.folio}/")
    assert (case.contact.name, case.contact.emails.get().address) == ("Brais Novo", NEW)
    assert Event.objects.filter(kind="intake.recognised").count() == 1
    second.refresh_from_db()
    assert second.end == End.RECEIVED  # looked at anew by the worker
    assert take_in(second.pk, now=NOW) == End.FILED
    assert Case.objects.count() == 2
    assert 'id="sender"' not in visit.get(acme.url(f"mails/{held.pk}/")).text


def test_another_address_of_a_customer_is_linked_and_known_from_then_on(
    acme: Cast, asking: Mailbox, visit: Visit
) -> None:
    """A mail that names the customer's case, from an address nobody knows: held, linked, and it lands in the case."""
    case = make.case(by=acme.agent)
    raw = came(asking, from_new("Son eu, dende a casa\n", f"Caso {case.folio}"))
    assert take_in(raw.pk, now=NOW) == End.HELD
    form = visit.as_(acme.supervisor).get(acme.url(f"mails/{raw.pk}/sender/?q={acme.customer.name}"))
    assert f"contact:{acme.customer.pk}" in form.text
    visit.post(acme.url(f"mails/{raw.pk}/sender/"), {"contact": f"contact:{acme.customer.pk}"})
    raw.refresh_from_db()
    assert (raw.end, raw.why, raw.case) == (End.FILED, Why.TAGGED, case)
    emails = list(acme.customer.emails.order_by("pk").values_list("address", "is_default"))
    assert emails == [("uxia@cliente.example", True), (NEW, False)]
    assert [card.id for card in find_customers(NEW)] == [acme.customer.pk]
    assert NEW in visit.get(acme.url(f"contacts/{acme.customer.pk}/")).text
    assert take_in(came(asking, from_new("Outra\n", "Un asunto novo")).pk, now=NOW) == End.FILED
    assert Case.objects.latest("pk").contact == acme.customer


def test_a_link_is_taken_back(acme: Cast, held: RawMail) -> None:
    recognise(held, contact=acme.customer, by=acme.supervisor, now=NOW)
    undo(Event.objects.get(kind="contact.edited"), by=acme.supervisor, now=NOW)
    assert sender(NEW, "").contact is None
    assert acme.customer.emails.get().is_default


def test_who_is_known_is_not_made_twice(acme: Cast, held: RawMail) -> None:
    recognise(held, contact=acme.customer, by=acme.supervisor, now=NOW)
    events = Event.objects.count()
    recognise(held, contact=acme.customer, by=acme.supervisor, now=NOW)
    assert Event.objects.count() == events
    with pytest.raises(KnownAlready, match=acme.customer.name):
        recognise(held, by=acme.supervisor, now=NOW)
    strange = a_raw(held.mailbox, 9, end=End.HELD, ended_at=NOW, sender="MAILER-DAEMON")
    with pytest.raises(NoAddress):
        recognise(strange, by=acme.supervisor, now=NOW)
    assert Contact.objects.filter(emails__address=NEW).count() == 1


def test_on_the_case_it_says_that_nobody_knows_the_sender(acme: Cast, asking: Mailbox, visit: Visit) -> None:
    case = make.case(by=acme.agent)
    raw = came(asking, from_new("Son o veciño\n", f"Caso {case.folio}"))
    take_in(raw.pk, now=NOW)
    visit.as_(acme.supervisor).post(acme.url(f"mails/{raw.pk}/filing/"), {"folio": str(case.folio)})
    message = Message.objects.get()
    box = f'id="sender-{message.pk}"'
    assert box in visit.as_(acme.agent).get(acme.url(f"cases/{case.folio}/")).text
    assert box not in visit.as_(acme.observer).get(acme.url(f"cases/{case.folio}/")).text
    visit.as_(acme.agent).post(
        acme.url(f"cases/{case.folio}/mails/{message.pk}/sender/"), {"new": "1", "name": "Brais"}
    )
    page = visit.get(acme.url(f"cases/{case.folio}/")).text
    assert box not in page
    assert f"{NEW}" in page
    assert Contact.objects.get(emails__address=NEW).name == "Brais"
    assert Event.objects.get(kind="intake.recognised").case == case
