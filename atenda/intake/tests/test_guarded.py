"""Mails that somebody made to do harm, as a whole: what each may not bring about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from atenda.cases.lifecycle import close
from atenda.cases.models import Case
from atenda.conversations.models import Direction, Message
from atenda.history.models import Event
from atenda.intake.deciding import Decision, decide
from atenda.intake.filing import settle
from atenda.intake.models import DeadAddress, End, RawMail, Why
from atenda.intake.reading.shape import Address, Automatic, Bounce, Proof, ReadMail
from atenda.intake.sameness import sameness
from atenda.intake.tests.mails import SUPPORT, a_mail, a_mailbox, a_raw
from atenda.mailboxes.models import Mailbox
from atenda.notices.announcing import tell_case
from atenda.notices.message_ids import new_message_id
from atenda.notices.models import Audience, Mail, MailState
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

Deliver = Callable[..., Decision]


@pytest.fixture
def support(acme: Cast) -> Mailbox:
    return a_mailbox(source=acme.source("email"), team=acme.team)


@pytest.fixture
def deliver(support: Mailbox, tmp_path: Path) -> Deliver:
    """Bring a mail to its end, as the worker does once it is read."""
    count = iter(range(1, 250))

    def delivered(mail: ReadMail, *, now: Any = NOW, **values: Any) -> Decision:
        raw = a_raw(support, next(count), **{"received_at": now, **values})
        decision = decide(mail, raw, now=now)
        settle(raw, mail, decision, tmp_path, now=now)
        return decision

    return delivered


@pytest.mark.parametrize(
    "filling", [b" ", b"\t ", b"\r", b"\r\n ", b"a "], ids=["blanks", "tabs", "cr", "folds", "words"]
)
def test_a_mail_of_nothing_but_blanks_keeps_no_door_busy(filling: bytes) -> None:
    began = process_time()
    sameness(b"Subject: x\r\n\r\n" + filling * (3_000_000 // len(filling)) + b"x")
    assert process_time() - began < 3


def test_what_servers_do_to_the_ends_of_lines_still_makes_no_other_mail() -> None:
    head = b"Message-ID: <1@x.example>\r\nSubject: x\r\n\r\n"
    plain = sameness(head + b"Boas\r\n\r\nata logo\r\n")
    assert sameness(head + b"Boas  \t\r\n \r\nata logo\n\n") == plain
    assert sameness(head.replace(b"\r\n", b"\n") + b"Boas\n\nata logo") == plain
    assert sameness(head + b"Boas\r\n\r\nata  logo\r\n") != plain
    assert sameness(head + b"Boas\r\n\r\n ata logo\r\n") != plain


def test_answers_to_a_case_of_long_ago_open_no_more_cases_than_others(acme: Cast, deliver: Deliver) -> None:
    case = make.case(contact=acme.customer)
    close(case, by=acme.agent, now=NOW)
    late = NOW + timedelta(days=60)
    mail = a_mail(subject=f"Re: [{case.folio}]")
    ends = [deliver(mail, now=late).why for _number in range(25)]
    assert ends.count(Why.FOLLOW_UP) == 20
    assert ends[20:] == [Why.TOO_MANY] * 5
    assert Case.objects.count() == 21


def test_who_writes_as_a_colleague_has_us_write_none_of_their_words(acme: Cast, deliver: Deliver) -> None:
    forged = a_mail(
        acme.agent.identity.email, subject="Fwd: CANARY", forwarded=Address("Vítima", "vitima@outra.example")
    )
    deliver(forged)
    case = Case.objects.get()
    tell_case(case.pk, now=NOW)
    assert Event.objects.get(case=case, kind="case.opened").actor_id is None
    assert not [
        mail for mail in Mail.objects.filter(audience=Audience.CUSTOMER) if "CANARY" in mail.subject + mail.text
    ]


def test_a_colleague_whose_server_vouches_for_them_still_opens_the_case_themselves(
    acme: Cast, deliver: Deliver
) -> None:
    customer = Address("Uxía Cliente", "uxia@cliente.example")
    deliver(a_mail(acme.agent.identity.email, forwarded=customer, proof=Proof.PASSED))
    case = Case.objects.get()
    assert case.contact_id == acme.customer.pk
    assert Event.objects.get(case=case, kind="case.opened").actor_id == acme.agent.pk


@pytest.mark.parametrize("extension", ["x", "1.aaaaaaaaaaaaaaaa", "+"])
def test_an_address_of_ours_with_anything_behind_a_plus_is_ours(acme: Cast, deliver: Deliver, extension: str) -> None:
    ours = SUPPORT.replace("@", f"+{extension}@")
    assert deliver(a_mail(ours)).why == Why.OWN
    passed = a_mail(acme.agent.identity.email, forwarded=Address("", ours), proof=Proof.PASSED)
    assert deliver(passed).why == Why.STRANGER
    assert not Case.objects.exists()


def test_a_mail_with_two_senders_is_nobodys(acme: Cast, deliver: Deliver) -> None:
    case = make.case(contact=acme.customer)
    decision = deliver(a_mail(subject=f"Re: [{case.folio}]", problems=("several-senders",)))
    assert (decision.end, decision.why, decision.proposed) == (End.HELD, Why.SEVERAL, case)
    assert not Message.objects.exists()


def bounce_of(message_id: str, recipient: str, number: int = 1) -> ReadMail:
    bounce = Bounce("failed", "5.1.1", f"no such user {number}", recipient, message_id)
    return a_mail("mailer-daemon@mx.example", automatic=Automatic.BOUNCE, bounces=(bounce,))


def test_a_bounce_told_again_and_again_is_told_once(acme: Cast, deliver: Deliver) -> None:
    case = make.case(contact=acme.customer)
    tell_case(case.pk, now=NOW)
    sent = Mail.objects.filter(audience=Audience.CUSTOMER).get()
    Mail.objects.filter(pk=sent.pk).update(state=MailState.SENT, sent_at=NOW)
    for number in range(4):
        deliver(bounce_of(sent.message_id, "uxia@cliente.example", number))
    assert Event.objects.filter(case=case, kind="message.undelivered").count() == 1
    sent.refresh_from_db()
    assert (sent.state, sent.answer) == (MailState.FAILED, "5.1.1 no such user 0")
    assert RawMail.objects.filter(case=case, why=Why.BOUNCE).count() == 4


def test_a_bounce_says_nothing_about_an_address_that_the_mail_did_not_go_to(acme: Cast, deliver: Deliver) -> None:
    case = make.case(contact=acme.customer)
    name = new_message_id(acme.organization.pk)
    Message.objects.create(
        case=case, direction=Direction.OUT, message_id=name, to=[["Uxía", "Uxia@cliente.example"]], at=NOW
    )
    deliver(bounce_of(name, "vitima@outra.example"))
    assert not DeadAddress.objects.exists()
    assert Message.objects.get().failed_at is None
    deliver(bounce_of(name, "uxia@CLIENTE.example"))
    deliver(bounce_of(name, "uxia@cliente.example", 2))
    assert [one.address for one in DeadAddress.objects.all()] == ["uxia@cliente.example"]
    assert Event.objects.filter(case=case, kind="message.undelivered").count() == 1
