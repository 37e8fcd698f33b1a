"""Mails that go out by a provider's API: what it is told, and what its answers mean (B18, U20)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from atenda.conversations.answered import answered_in
from atenda.conversations.models import Message
from atenda.conversations.replying import Readers, reply
from atenda.mailboxes.managing import add_mailbox
from atenda.mailboxes.models import Mailbox
from atenda.notices import ways_out
from atenda.notices.delivery import deliver
from atenda.notices.models import Mail, MailServer, MailState, Reason
from atenda.notices.tests.provider import KEY, Provider, providing
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

OURS = "soporte@acme.example"
LATER = NOW + timedelta(minutes=1)
TO = [("Uxía", "uxia@cliente.example")]
CC = [("Rosa", "rosa@cliente.example")]
BCC = [("", "oculta@cliente.example")]
ALL = ["mailgun", "postmark", "sendgrid", "brevo"]


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    settings.OUTBOUND_PRIVATE = ["127.0.0.0/8"]
    with providing() as found:
        settings.PROVIDERS_AT = found.url
        yield found


@pytest.fixture
def mailbox(acme: Cast) -> Mailbox:
    return add_mailbox(name="Soporte", address=OURS, language="gl", by=acme.admin, now=NOW)


def write(acme: Cast, *, to=TO, cc=CC, bcc=BCC, text: str = "Vai o luns.", case=None) -> Message:
    case = case or make.case(by=acme.agent, responsible=acme.agent)
    readers = Readers(to=to, cc=cc, bcc=bcc)
    return reply(
        case, readers=readers, subject="Re: Gotea", text=text, answered=answered_in(case), by=acme.agent, now=NOW
    )


def by(carrier: str, mailbox: Mailbox, acme: Cast, key: str = KEY) -> MailServer:
    return ways_out.set_way(mailbox, carrier=carrier, secret=key, by=acme.admin)


def states() -> list[tuple[str, str]]:
    return [(mail.address, mail.state) for mail in Mail.objects.order_by("pk")]


@pytest.mark.parametrize("carrier", ALL)
def test_one_request_tells_of_all_readers_and_keeps_the_name(acme, mailbox, provider, carrier) -> None:
    by(carrier, mailbox, acme)
    message = write(acme)
    assert deliver(by=mailbox.pk, now=LATER) is False
    (taken,) = provider.taken
    assert [_bare(taken.to), _bare(taken.cc), _bare(taken.bcc)] == [[each[0][1]] for each in (TO, CC, BCC)]
    assert OURS in taken.sender
    assert (taken.subject, taken.text.strip()) == ("Re: Gotea", "Vai o luns.")
    assert "Vai o luns." in taken.html
    assert {name.lower(): value for name, value in taken.headers.items()}["message-id"] == message.message_id
    assert {state for _address, state in states()} == {MailState.SENT}


@pytest.mark.parametrize("carrier", ALL)
def test_a_key_that_is_not_taken_holds_its_mails_alone(acme, mailbox, provider, carrier) -> None:
    server = by(carrier, mailbox, acme, key="another")
    write(acme)
    deliver(by=mailbox.pk, now=LATER)
    server.refresh_from_db()
    assert "401" in server.trouble
    assert {(mail.state, mail.reason) for mail in Mail.objects.all()} == {(MailState.WAITING, Reason.SERVER)}


@pytest.mark.parametrize("carrier", ALL)
def test_a_mail_that_it_will_never_take_fails_on_the_very_message(acme, mailbox, provider, carrier) -> None:
    by(carrier, mailbox, acme)
    provider.answers = [(400, b'{"message": "from is not yours"}')]
    message = write(acme)
    deliver(by=mailbox.pk, now=LATER)
    message.refresh_from_db()
    assert "from is not yours" in message.failure
    assert {state for _address, state in states()} == {MailState.FAILED}
    assert MailServer.objects.get().trouble == ""


@pytest.mark.parametrize("answer", [(503, b"later"), (429, b"slower")])
def test_a_provider_at_fault_is_asked_again_and_takes_it_once(acme, mailbox, provider, answer) -> None:
    by("mailgun", mailbox, acme)
    provider.answers = [answer]
    write(acme)
    deliver(by=mailbox.pk, now=LATER)
    assert {state for _address, state in states()} == {MailState.WAITING}
    deliver(by=mailbox.pk, now=LATER + timedelta(minutes=2))
    assert len(provider.taken) == 1
    assert {state for _address, state in states()} == {MailState.SENT}
    assert MailServer.objects.get().trouble == ""


def test_an_answer_that_is_cut_off_is_asked_once_more_and_then_held(acme, mailbox, provider) -> None:
    """6.14"""
    by("mailgun", mailbox, acme)
    provider.answers = ["hang up", "hang up"]
    write(acme, cc=[], bcc=[])
    for minutes in (1, 10, 30):
        deliver(by=mailbox.pk, now=NOW + timedelta(minutes=minutes))
    assert provider.asked == 2
    assert states() == [("uxia@cliente.example", MailState.HELD)]


def test_a_provider_that_cannot_be_reached_puts_no_mail_in_doubt(acme, mailbox, provider, settings) -> None:
    settings.PROVIDERS_AT = "http://127.0.0.1:1"
    by("postmark", mailbox, acme)
    write(acme)
    deliver(by=mailbox.pk, now=LATER)
    assert set(Mail.objects.values_list("state", "doubts")) == {(MailState.WAITING, 0)}
    assert MailServer.objects.get().trouble != ""


def test_a_provider_on_a_closed_network_is_not_called(acme, mailbox, provider, settings) -> None:
    settings.OUTBOUND_PRIVATE = []
    by("brevo", mailbox, acme)
    write(acme)
    deliver(by=mailbox.pk, now=LATER)
    assert provider.asked == 0
    assert "Forbidden" in MailServer.objects.get().trouble


def test_a_reader_it_refuses_fails_alone(acme, mailbox, provider) -> None:
    by("postmark", mailbox, acme)
    said = "Message OK, but will not deliver to these inactive addresses: rosa@cliente.example. "
    said += "Inactive recipients are ones that have generated a hard bounce."
    answer = {"To": "uxia@cliente.example", "MessageID": "p-1", "ErrorCode": 0, "Message": said}
    provider.answers = [(200, json.dumps(answer).encode())]
    write(acme, bcc=[])
    deliver(by=mailbox.pk, now=LATER)
    assert states() == [("uxia@cliente.example", MailState.SENT), ("rosa@cliente.example", MailState.FAILED)]


def _bare(people: list[str]) -> list[str]:
    return [one.rpartition("<")[2].strip(">") for one in people]
