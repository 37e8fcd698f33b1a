"""A side conversation: who is written to, what the case learns of it, and that it is no word to the customer (U17)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from atenda.cases.lifecycle import close
from atenda.cases.merging import merge
from atenda.cases.models import Case
from atenda.cases.refusals import Merged
from atenda.conversations import events
from atenda.conversations.answered import answered_in
from atenda.conversations.models import Message, SideConversation, Standing
from atenda.conversations.receiving import receive
from atenda.conversations.replying import NobodyToWriteTo, Readers, ToOurselves
from atenda.conversations.sending_again import send_again
from atenda.conversations.sides.standing import finish
from atenda.conversations.sides.writing import ToTheCustomer, write_aside
from atenda.conversations.taking_back import HasLeft
from atenda.conversations.tests.sides import SUPPLIER, asked
from atenda.conversations.unfilled import Unfilled
from atenda.customers.models import EmailAddress
from atenda.files.models import Attachment
from atenda.history.deeds import one_deed
from atenda.history.models import Event
from atenda.history.undoing import ChangedSince, undo
from atenda.intake.reply_addresses import reply_address, side_address
from atenda.intake.tests.mails import SUPPORT, a_mailbox
from atenda.notices.delivery import deliver
from atenda.notices.models import Mail, MailState
from atenda.notices.sandbox import set_sandbox
from atenda.notices.tests.postbox import Postbox, opened, server_at
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(seconds=11)


@pytest.fixture
def postbox(acme: Cast, settings: Any) -> Iterator[Postbox]:
    settings.OUTBOUND_PRIVATE = ["127.0.0.0/8"]
    with opened() as box:
        server_at(box.port)
        yield box


@pytest.fixture
def case(acme: Cast) -> Case:
    a_mailbox()
    return make.case("A cámara non arrinca", by=acme.agent)


def test_a_supplier_is_asked_and_the_customer_is_not_spoken_to(case: Case, acme: Cast, postbox: Postbox) -> None:
    message = asked(case, by=acme.agent, readers=Readers([("Provedor", SUPPLIER)], cc=[("", "lois@provedor.example")]))
    deliver(now=LATER)
    [mail] = postbox.handed_to(SUPPLIER)
    assert (mail["To"], mail["Cc"], mail["Subject"]) == (f"Provedor <{SUPPLIER}>", "lois@provedor.example", "Peza")
    assert (mail["In-Reply-To"], mail["References"], "/c/" in str(mail)) == (None, None, False)
    assert f"soporte+{case.folio}-{message.side_id}." in mail["Reply-To"]
    side = SideConversation.objects.get()
    assert (side.standing, side.since, side.with_whom) == (
        Standing.WAITING,
        NOW,
        "Provedor, lois@provedor.example",
    )
    case.refresh_from_db()
    assert (case.contacted_at, answered_in(case).last, Message.objects.count()) == (None, 0, 0)
    event = Event.objects.get(kind=events.SIDE_OPENED.name)
    assert (event.case, event.actor, event.subject_id) == (case, acme.agent, message.pk)


def test_one_goes_on_with_it_under_its_own_thread(case: Case, acme: Cast, postbox: Postbox) -> None:
    first = asked(case, by=acme.agent)
    write_aside(first.side, readers=Readers([("", SUPPLIER)]), text="E cando?", by=acme.colleague, now=NOW)
    deliver(now=LATER)
    mail = postbox.handed_to(SUPPLIER)[-1]
    assert (mail["Subject"], mail["In-Reply-To"], mail["References"]) == (
        "Re: Peza",
        first.message_id,
        first.message_id,
    )
    assert SideConversation.objects.get().people == [["Provedor", SUPPLIER]]


@pytest.mark.parametrize("line", ["to", "cc"])
@pytest.mark.parametrize("owner", ["customer", "account"])
def test_the_customer_is_never_among_its_readers(case: Case, acme: Cast, line: str, owner: str) -> None:
    kind = {"customer": "contact", "account": "account"}[owner]
    EmailAddress.objects.filter(**{kind: getattr(acme, owner)}).delete()
    EmailAddress.objects.create(address="uxia@cliente.example", **{kind: getattr(acme, owner)})
    Case.objects.filter(pk=case.pk).update(account=acme.account)
    case.refresh_from_db()
    theirs = ("", "UXIA@cliente.example")
    readers = Readers([theirs]) if line == "to" else Readers([("", SUPPLIER)], cc=[theirs])
    with pytest.raises(ToTheCustomer) as refused:
        asked(case, by=acme.agent, readers=readers)
    assert "uxia@cliente.example" in str(refused.value)
    assert SideConversation.objects.count() == 0


def test_what_a_reply_refuses_it_refuses_too(case: Case, acme: Cast) -> None:
    with pytest.raises(NobodyToWriteTo):
        asked(case, by=acme.agent, readers=Readers([]))
    with pytest.raises(ToOurselves):
        asked(case, by=acme.agent, readers=Readers([("", SUPPORT)]))
    with pytest.raises(ToOurselves):  # the way into the case is no third party
        asked(case, by=acme.agent, readers=Readers([("", reply_address(SUPPORT, case.folio).upper())]))
    with pytest.raises(Unfilled):
        asked(case, by=acme.agent, text="Ola {{cliente}}")
    assert (SideConversation.objects.count(), Message.with_sides.count()) == (0, 0)


def test_the_ways_into_a_case_are_nobody_else_to_write_to(case: Case, acme: Cast) -> None:
    into, beside = reply_address(SUPPORT, case.folio), side_address(SUPPORT, case.folio, 1)
    to, cc = [["", into], ["", "lois@cliente.example"]], [["", beside]]
    receive(case, Message(direction="in", sender_address="uxia@cliente.example", to=to, cc=cc, at=NOW), now=NOW)
    assert answered_in(case).others == [("", "lois@cliente.example")]


def test_it_is_taken_back_in_ten_seconds_and_then_nothing_is_expected(case: Case, acme: Cast, postbox: Postbox) -> None:
    with one_deed() as done:
        asked(case, by=acme.agent)
    [event] = done.events
    undo(event, by=acme.agent, now=NOW + timedelta(seconds=9))
    deliver(now=LATER)
    assert postbox.handed_to(SUPPLIER) == []
    assert Mail.objects.get().state == MailState.DROPPED
    assert SideConversation.objects.get().is_finished
    assert Message.with_sides.get().taken_back_at is not None


def test_what_has_left_is_not_taken_back(case: Case, acme: Cast, postbox: Postbox) -> None:
    with one_deed() as done:
        asked(case, by=acme.agent)
    deliver(now=LATER)
    with pytest.raises(HasLeft):
        undo(done.events[0], by=acme.agent, now=LATER)
    assert SideConversation.objects.get().is_waiting


def test_finishing_is_undone_unless_it_went_on(case: Case, acme: Cast) -> None:
    side = asked(case, by=acme.agent).side
    with one_deed() as done:
        finish(side, by=acme.agent, now=LATER)
        finish(side, by=acme.agent, now=LATER)
    [event] = done.events
    assert SideConversation.objects.get().is_finished
    undo(event, by=acme.agent, now=LATER)
    found = SideConversation.objects.get()
    assert (found.standing, found.since) == (Standing.WAITING, NOW)
    with one_deed() as done:
        finish(side, by=acme.agent, now=LATER)
    write_aside(side, readers=Readers([("", SUPPLIER)]), text="Aínda", by=acme.agent, now=LATER)
    with pytest.raises(ChangedSince):
        undo(done.events[0], by=acme.agent, now=LATER)


def test_files_of_the_case_go_along_as_the_mails_own(case: Case, acme: Cast, postbox: Postbox) -> None:
    file = make.file(case, b"Factura", "factura.txt", by=acme.agent)
    message = asked(case, by=acme.agent, passed_on=[file])
    deliver(now=LATER)
    [mail] = postbox.handed_to(SUPPLIER)
    assert [(part.get_filename(), part.get_content()) for part in mail.iter_attachments()] == [
        ("factura.txt", "Factura")
    ]
    assert Attachment.objects.get(message=message).content == file.content
    assert Attachment.objects.get(pk=file.pk).message is None


def test_a_refusal_stands_on_the_very_message_and_it_goes_again_to_nobody_of_the_customers(
    case: Case, acme: Cast, postbox: Postbox
) -> None:
    message = asked(case, by=acme.agent)
    postbox.recipients[SUPPLIER] = "550 5.1.1 nobody here"
    deliver(now=LATER)
    message.refresh_from_db()
    assert (message.failed_at, "550" in message.failure) == (LATER, True)
    EmailAddress.objects.get_or_create(address="uxia@cliente.example", contact=acme.customer)
    with pytest.raises(ToTheCustomer):
        send_again(message, addresses={SUPPLIER: "uxia@cliente.example"}, by=acme.agent, now=LATER)
    send_again(message, addresses={SUPPLIER: "outro@provedor.example"}, by=acme.agent, now=LATER)
    deliver(now=LATER)
    assert len(postbox.handed_to("outro@provedor.example")) == 1


def test_the_sandbox_keeps_it(case: Case, acme: Cast, postbox: Postbox) -> None:
    set_sandbox(is_on=True, open_to=[], by=acme.admin, now=NOW)
    asked(case, by=acme.agent)
    deliver(now=LATER)
    assert (postbox.handed_to(SUPPLIER), Mail.objects.get().state) == ([], MailState.HELD)


def test_a_finished_case_may_ask_and_a_merged_one_goes_on_with_what_it_has(case: Case, acme: Cast) -> None:
    side = asked(case, by=acme.agent).side
    close(case, by=acme.agent, now=NOW)
    asked(case, by=acme.agent)
    other = make.case("Outra", by=acme.agent)
    merge(other, [case], by=acme.agent, now=NOW)
    case.refresh_from_db()
    with pytest.raises(Merged):
        asked(case, by=acme.agent)
    more = write_aside(side, readers=Readers([("", SUPPLIER)]), text="E logo", by=acme.agent, now=LATER)
    assert (more.case, more.side) == (case, side)
