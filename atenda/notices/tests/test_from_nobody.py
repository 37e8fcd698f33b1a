"""What answers a mail goes out with an empty envelope sender, so that no machine answers it (RFC 3834, 2.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from atenda.notices import smtp
from atenda.notices.changes import RECEIVED, TOO_LARGE
from atenda.notices.delivery import deliver
from atenda.notices.models import MailServer, MailState, Reason
from atenda.notices.tests.postbox import Postbox
from atenda.notices.tests.test_delivery import a_mail, state
from atenda.testing.cast import NOW, Cast

OURS = "avisos@acme.example"


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    smtp._needing_a_sender.clear()
    yield
    smtp._needing_a_sender.clear()


def test_an_answer_comes_from_nobody_and_a_notice_from_us(acme: Cast, postbox: Postbox) -> None:
    answers = [a_mail(kind=kind, subject=kind) for kind in (RECEIVED, TOO_LARGE)]
    a_mail("outra@cliente.example", subject="opened")
    deliver(now=NOW)
    assert postbox.senders == ["", "", OURS]
    assert {state(mail)[0] for mail in answers} == {MailState.SENT}
    assert [one["From"].addresses[0].addr_spec for one in postbox.arrived] == [OURS] * 3
    assert [str(one["Auto-Submitted"]) for one in postbox.arrived] == ["auto-replied", "auto-replied", "auto-generated"]


@pytest.mark.parametrize("where", ["550 5.7.1 no", "501 5.1.7 no", "451 not from nobody", "rcpt", "data"])
def test_where_that_is_refused_it_comes_from_us_once(acme: Cast, postbox: Postbox, where: str) -> None:
    postbox.nobody = where
    mail = a_mail(kind=RECEIVED)
    deliver(now=NOW)
    assert (postbox.tried, postbox.senders) == (["", OURS], [OURS])
    assert (state(mail), mail.attempts) == ((MailState.SENT, Reason.NONE), 1)
    a_mail("outra@cliente.example", kind=RECEIVED)
    deliver(now=NOW)
    asked_again = [""] if where in ("rcpt", "data") else []  # it may have been about that reader
    assert postbox.tried == ["", OURS, *asked_again, OURS]
    assert len(postbox.arrived) == 2


def test_a_server_that_hangs_up_at_nobody_keeps_no_mail_from_going_out(acme: Cast, postbox: Postbox) -> None:
    postbox.nobody = "hang up"
    answer, notice = a_mail(kind=RECEIVED), a_mail("outra@cliente.example")
    deliver(now=NOW)
    assert state(answer)[0] == MailState.WAITING
    assert MailServer.objects.get().trouble
    deliver(now=NOW + timedelta(minutes=10))
    assert [state(mail)[0] for mail in (answer, notice)] == [MailState.SENT] * 2
    assert postbox.senders == [OURS, OURS]


def test_a_reader_who_is_not_there_is_asked_for_twice_and_then_fails(acme: Cast, postbox: Postbox) -> None:
    postbox.recipients["uxia@cliente.example"] = "550 no such person"
    mail = a_mail(kind=RECEIVED)
    deliver(now=NOW)
    assert postbox.tried == ["", OURS]
    assert state(mail) == (MailState.FAILED, Reason.REFUSED)
    assert mail.answer == "550 no such person"


def test_what_may_no_longer_leave_leaves_by_neither_way(acme: Cast, postbox: Postbox, monkeypatch) -> None:
    """Whoever else has the mail has it: it is asked once."""
    asked = []
    monkeypatch.setattr("atenda.notices.delivery.may_leave", lambda mail, now: asked.append(mail.pk))
    mail = a_mail(kind=RECEIVED)
    deliver(now=NOW)
    assert (asked, postbox.arrived) == ([mail.pk], [])
