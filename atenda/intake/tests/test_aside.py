"""What comes back to a side conversation is filed into it, whoever sends it; what the customer writes is theirs
(U17)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from atenda.cases.lifecycle import close
from atenda.cases.merging import merge
from atenda.cases.models import Case
from atenda.cases.parting import unmerge
from atenda.conversations.answered import answered_in
from atenda.conversations.models import Message, SideConversation, Standing
from atenda.conversations.replying import Readers, reply
from atenda.conversations.sides.receiving import receive_aside
from atenda.conversations.tests.sides import SUPPLIER, asked
from atenda.customers.models import EmailAddress
from atenda.history.deeds import one_deed
from atenda.history.models import Event
from atenda.intake import by_hand
from atenda.intake.bouncing import mark_undelivered
from atenda.intake.deciding import decide
from atenda.intake.filing import settle
from atenda.intake.models import End, RawMail, Why
from atenda.intake.reading.shape import Address, Automatic, Bounce, Proof
from atenda.intake.reply_addresses import reply_address, side_address, side_named_by
from atenda.intake.tests.mails import SUPPORT, a_mail, a_mailbox, a_raw
from atenda.mailboxes.models import Mailbox
from atenda.notices.announcing import tell_case
from atenda.notices.bell import lines
from atenda.notices.models import Mail, News
from atenda.organizations.entering import inside
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
UXIA, LOIS = "uxia@cliente.example", "lois@provedor.example"


@pytest.fixture
def support(acme: Cast) -> Mailbox:
    EmailAddress.objects.get_or_create(address=UXIA, contact=acme.customer)
    return a_mailbox()


@pytest.fixture
def case(acme: Cast, support: Mailbox) -> Case:
    return make.case("A cámara non arrinca", by=acme.agent, responsible=acme.colleague)


class Arrival:
    """Mails as they come in, one after the other."""

    def __init__(self, support: Mailbox, parts: Path) -> None:
        self.support, self.parts, self.number = support, parts, 0

    def __call__(self, address: str, **values: Any) -> RawMail:
        self.number += 1
        to = values.pop("envelope_to", ())
        raw = a_raw(self.support, self.number, envelope_to=list(to))
        mail = a_mail(address, **{"message_id": f"<{self.number}@come.example>", **values})
        settle(raw, mail, decide(mail, raw, now=LATER), self.parts, now=LATER)
        return raw


@pytest.fixture
def came(support: Mailbox, tmp_path: Path) -> Arrival:
    return Arrival(support, tmp_path)


def in_side(raw: RawMail, side: SideConversation) -> bool:
    """It is filed there, and nothing of the case moved."""
    side.refresh_from_db()
    case = Case.objects.get(pk=side.case_id)
    found = Message.with_sides.filter(pk=raw.message_id).first()
    quiet = case.contacted_at is None and answered_in(case).last == 0 and Message.objects.count() == 0
    return raw.end == End.FILED and found is not None and found.side == side and found.case == side.case and quiet


@pytest.mark.parametrize("sender", [SUPPLIER, "outro@provedor.example", "xoan@acme.example"])
def test_the_answer_to_our_mail_goes_there_whoever_sends_it(case: Case, acme: Cast, came: Arrival, sender: str) -> None:
    """The third is a colleague's own address: asked by mail, one answers as anybody does."""
    message = asked(case, by=acme.agent)
    raw = came(acme.agent.identity.email if "acme" in sender else sender, in_reply_to=(message.message_id,))
    assert in_side(raw, message.side)
    assert (message.side.standing, message.side.since) == (Standing.ANSWERED, LATER)


def test_so_does_what_is_sent_to_its_sealed_address(case: Case, acme: Cast, came: Arrival) -> None:
    side = asked(case, by=acme.agent).side
    assert in_side(came(LOIS, envelope_to=[side_address(SUPPORT, case.folio, side.pk)]), side)


def test_one_seal_opens_nothing_else(case: Case, acme: Cast, other: Cast) -> None:
    side = asked(case, by=acme.agent).side
    extension = side_address(SUPPORT, case.folio, side.pk).partition("+")[2].partition("@")[0]
    assert side_named_by(extension) == side.pk
    assert side_named_by(extension.replace(f"-{side.pk}.", f"-{side.pk + 1}.")) is None
    assert side_named_by(reply_address(SUPPORT, case.folio).partition("+")[2].partition("@")[0]) is None
    with inside(other.organization):
        assert side_named_by(extension) is None


def test_by_what_the_third_party_wrote_or_by_a_folio_only_who_takes_part(case: Case, acme: Cast, came: Arrival) -> None:
    message = asked(case, by=acme.agent)
    came(SUPPLIER, in_reply_to=(message.message_id,), message_id="<peza@provedor.example>")
    assert in_side(came(SUPPLIER, in_reply_to=("<peza@provedor.example>",)), message.side)
    assert in_side(came(SUPPLIER, subject=f"Peza [#{case.folio}]"), message.side)
    stranger = came("alguen@outra.example", in_reply_to=("<peza@provedor.example>",))
    assert (stranger.end, stranger.why, stranger.proposed) == (End.HELD, Why.STRANGER, case)


def test_who_wrote_on_the_case_before_and_is_asked_answers_what_was_asked(
    case: Case, acme: Cast, came: Arrival
) -> None:
    """A supplier whose first mail somebody filed into the case took part in it; what they answer is aside still."""
    Message(case=case, direction="in", sender_address=SUPPLIER, text="Ola", at=NOW).save(force_insert=True)
    message = asked(case, by=acme.agent)
    raw = came(SUPPLIER, in_reply_to=(message.message_id,))
    assert Message.with_sides.get(pk=raw.message_id).side == message.side


def test_the_customers_words_are_theirs_whatever_mail_they_answer(case: Case, acme: Cast, came: Arrival) -> None:
    """Somebody passed the mail on to them: they speak to the desk, and are heard as the customer."""
    message = asked(case, by=acme.agent)
    close(case, by=acme.agent, now=NOW)
    raw = came(UXIA, in_reply_to=(message.message_id,), new_text="E logo?", quoted="> Tedes a peza?")
    found = Message.objects.get(pk=raw.message_id)
    assert (found.side, found.case, found.text) == (None, case, "E logo?")
    case.refresh_from_db()
    assert (case.contacted_at, case.is_pending) == (LATER, True)
    assert SideConversation.objects.get().is_waiting


def test_a_third_party_who_has_the_customer_in_copy_goes_there_still(case: Case, acme: Cast, came: Arrival) -> None:
    message = asked(case, by=acme.agent)
    raw = came(SUPPLIER, in_reply_to=(message.message_id,), cc=(Address("Uxía", UXIA),))
    assert in_side(raw, message.side)


def test_it_reopens_nothing_and_calls_nothing_off(case: Case, acme: Cast, came: Arrival) -> None:
    waits = reply(
        case,
        readers=Readers([("", UXIA)]),
        subject="Ola",
        text="Ata logo",
        answered=answered_in(case),
        leaves_at=LATER + timedelta(days=1),
        by=acme.agent,
        now=NOW,
    )
    message = asked(case, by=acme.agent)
    close(case, by=acme.agent, now=NOW)
    came(SUPPLIER, in_reply_to=(message.message_id,))
    waits.refresh_from_db()
    case.refresh_from_db()
    assert (waits.taken_back_at, case.is_pending, case.contacted_at) == (None, False, None)


def test_a_list_that_answers_with_many_voices_names_no_more_than_a_hundred(case: Case, acme: Cast) -> None:
    side = asked(case, by=acme.agent).side
    SideConversation.objects.filter(pk=side.pk).update(people=[["", f"p{n}@lista.example"] for n in range(99)])
    side.refresh_from_db()
    for name in ("a", "b"):
        message = Message(direction="in", sender_address=f"{name}@lista.example", text="Ola", at=LATER)
        receive_aside(side, message, now=LATER)
    side.refresh_from_db()
    assert (len(side.people), side.people[-1][1]) == (100, "a@lista.example")
    assert Message.with_sides.filter(side=side, direction="in").count() == 2


def test_a_machine_answers_nothing(case: Case, acme: Cast, came: Arrival) -> None:
    message = asked(case, by=acme.agent)
    raw = came(SUPPLIER, in_reply_to=(message.message_id,), automatic=Automatic.REPLY)
    assert in_side(raw, message.side)
    assert message.side.is_waiting


def test_a_bounce_stands_on_the_very_message(case: Case, acme: Cast) -> None:
    message = asked(case, by=acme.agent)
    bounce = Bounce("failed", "5.1.1", "nobody", SUPPLIER, message.message_id)
    with one_deed():
        mark_undelivered(a_mail("", bounces=(bounce,)), now=LATER)
    message.refresh_from_db()
    assert message.failed_at == LATER


def test_whoever_asked_and_works_on_it_are_told_and_the_customer_is_not(case: Case, acme: Cast, came: Arrival) -> None:
    message = asked(case, by=acme.agent)
    News.objects.all().delete()
    came(SUPPLIER, in_reply_to=(message.message_id,), new_text="Chega o luns", sender=Address("Provedor", SUPPLIER))
    tell_case(case.pk, now=LATER)
    for agent in (acme.agent, acme.colleague):
        [line] = lines(agent)[0]
        assert line.sentences == ["Provedor ha respondido aparte"]
    assert not Mail.objects.filter(agent=None, written=None).exists()


def test_held_mail_let_in_by_a_person_goes_there_too(case: Case, acme: Cast, came: Arrival, tmp_path: Path) -> None:
    message = asked(case, by=acme.agent)
    said = {"in_reply_to": (message.message_id,), "proof": Proof.FAILED}
    raw = came(SUPPLIER, **said)
    assert raw.end == End.HELD
    by_hand.file_into(raw, a_mail(SUPPLIER, **said), tmp_path, case=case, by=acme.agent, now=LATER)
    assert in_side(raw, message.side)


def test_merged_and_unmerged_it_stays_whole(case: Case, acme: Cast, came: Arrival) -> None:
    other = make.case("Outra", by=acme.agent)
    message = asked(case, by=acme.agent)
    came(SUPPLIER, in_reply_to=(message.message_id,))
    merge(other, [case], by=acme.agent, now=NOW)
    raw = came(SUPPLIER, in_reply_to=(message.message_id,))
    assert raw.case == case
    unmerge(Case.objects.get(pk=case.pk), by=acme.agent, now=LATER)
    raw = came(SUPPLIER, envelope_to=[side_address(SUPPORT, case.folio, message.side_id)])
    assert set(Message.with_sides.values_list("case", "side")) == {(case.pk, message.side_id)}
    assert Event.objects.filter(kind="side.answered", case=case).count() == 3
