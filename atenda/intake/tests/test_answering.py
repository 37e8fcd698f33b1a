"""What we write by ourselves to whoever writes to us: little, and none of their words (3.08, 3.09, 7.02–7.04)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from atenda.cases.models import Case
from atenda.intake.deciding import decide
from atenda.intake.filing import settle
from atenda.intake.reading.shape import Address, Automatic, Proof, ReadMail
from atenda.intake.reply_addresses import case_named_by
from atenda.intake.tests.mails import SUPPORT, a_mail, a_mailbox, a_raw
from atenda.notices.announcing import tell_case
from atenda.notices.brake import is_too_many
from atenda.notices.envelope import as_bytes
from atenda.notices.models import Audience, Mail, MailServer, MailState, News
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

Deliver = Callable[..., None]


@pytest.fixture
def deliver(acme: Cast, tmp_path: Path) -> Deliver:
    mailbox, count = a_mailbox(), iter(range(1, 250))

    def delivered(mail: ReadMail, now: datetime = NOW) -> None:
        raw = a_raw(mailbox, next(count), received_at=now)
        settle(raw, mail, decide(mail, raw, now=now), tmp_path, now=now)
        for case in News.objects.filter(told_at=None).values_list("case", flat=True).distinct():
            tell_case(case, now=now)

    return delivered


def answers() -> list[Mail]:
    return list(Mail.objects.filter(audience=Audience.CUSTOMER).order_by("pk"))


def send_what_may(now: datetime) -> int:
    """As the outbox does it, without a server."""
    sent = 0
    for mail in Mail.objects.filter(audience=Audience.CUSTOMER, state=MailState.WAITING).order_by("pk"):
        if is_too_many(mail, now):
            Mail.objects.filter(pk=mail.pk).update(state=MailState.HELD)
        else:
            Mail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=now)
            sent += 1
    return sent


def test_the_first_mail_repeats_nothing_of_what_was_written(acme: Cast, deliver: Deliver) -> None:
    deliver(a_mail("vitima@outra.example", subject="CANARY-S", text="CANARY-T", new_text="CANARY-T"))
    (mail,) = answers()
    server = MailServer(host="x", from_address=SUPPORT, from_name="Acme")
    raw = as_bytes(mail, server, now=NOW)
    assert b"CANARY" not in raw
    read = message_from_bytes(raw, policy=default)
    assert (read["Auto-Submitted"], read["In-Reply-To"]) == ("auto-replied", "<1@cliente.example>")
    extension = str(read["Reply-To"]).partition("+")[2].partition("@")[0]
    assert case_named_by(extension) == Case.objects.get().folio


def test_a_name_of_a_mail_that_fits_no_header_is_not_answered(acme: Cast, deliver: Deliver) -> None:
    deliver(a_mail(message_id="<a b\r\nBcc: evil@evil.example@x>"))
    raw = as_bytes(answers()[0], MailServer(host="x", from_address=SUPPORT), now=NOW)
    assert b"evil@" not in raw
    assert b"In-Reply-To" not in raw


def test_a_case_that_a_colleague_opens_is_told_in_its_words(acme: Cast, deliver: Deliver) -> None:
    case = make.case("A cámara", by=acme.agent)
    tell_case(case.pk, now=NOW)
    assert "A cámara" in answers()[0].subject


def test_nobody_is_written_to_for_what_machines_or_forgers_send(acme: Cast, deliver: Deliver) -> None:
    for automatic in (Automatic.REPLY, Automatic.LIST, Automatic.GENERATED, Automatic.BOUNCE, Automatic.COMPLAINT):
        deliver(a_mail(automatic=automatic))
    deliver(a_mail("vitima@outra.example", proof=Proof.FAILED))
    deliver(a_mail(SUPPORT))
    assert answers() == []


def test_a_storm_in_one_name_is_answered_three_times(acme: Cast, deliver: Deliver) -> None:
    for number in range(60):
        deliver(a_mail("vitima@outra.example", subject=f"Aviso {number}"), NOW + timedelta(seconds=number))
    assert Case.objects.count() == 20
    assert send_what_may(NOW + timedelta(minutes=2)) == 3
    assert Mail.objects.filter(audience=Audience.CUSTOMER, state=MailState.HELD).count() == 17


def test_a_day_has_room_for_ten_answers_to_one_address(acme: Cast, deliver: Deliver) -> None:
    sent = 0
    for hour in range(8):
        now = NOW + timedelta(hours=hour, minutes=hour)
        for number in range(4):
            deliver(a_mail("vitima@outra.example", subject=f"{hour} {number}"), now)
        sent += send_what_may(now)
    assert sent == 10


def test_two_desks_that_answer_each_other_stop_at_once(acme: Cast, deliver: Deliver) -> None:
    """The other desk's answer to our answer says that a machine wrote it; and one that does not say so is told by the
    brake (3.08)."""
    deliver(a_mail("mesa@outra.example"))
    assert send_what_may(NOW) == 1
    first = answers()[0]
    for number in range(30):  # it never says that it is a machine, and always answers our last mail
        now = NOW + timedelta(seconds=10 * number)
        deliver(
            a_mail(
                "mesa@outra.example",
                in_reply_to=(first.message_id,),
                message_id=f"<{number}@outra.example>",
                sender=Address("", "mesa@outra.example"),
            ),
            now,
        )
        send_what_may(now)
    assert Case.objects.count() == 1
    assert Mail.objects.filter(audience=Audience.CUSTOMER, state=MailState.SENT).count() == 1
