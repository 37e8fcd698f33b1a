"""Replies by people through servers that are away, refuse, are slow, or hang up (6.11–6.14): order per case is kept, a
cut answer is repeated once at most, with the same bytes, and whoever looks at the case sees that it waits."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta

import pytest

from atenda.cases.models import Case
from atenda.conversations.answered import answered_in
from atenda.conversations.models import Direction, Message
from atenda.conversations.replying import Readers, reply
from atenda.intake.tests.mails import a_mailbox
from atenda.notices import smtp, ways_out
from atenda.notices.delivery import deliver
from atenda.notices.models import Mail, MailState, Security
from atenda.notices.tests.postbox import Postbox, a_slow_one
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit

MINUTE = timedelta(minutes=1)
READERS = [f"c{number}@cliente.example" for number in range(4)]


@pytest.fixture
def cases(acme: Cast) -> list[Case]:
    return [make.case(f"Caso {number}", by=acme.agent) for number in range(4)]


def written(acme: Cast, cases: list[Case], turns: int = 3) -> list[Message]:
    """Several to the customer of each case, one after the other."""
    return [
        reply(
            case,
            readers=Readers(to=[("", address)]),
            subject=f"{turn}",
            text=f"Vez {turn}",
            answered=answered_in(case),
            by=acme.agent,
            now=NOW,
        )
        for turn in range(turns)
        for case, address in zip(cases, READERS, strict=True)
    ]


def states() -> Counter[str]:
    return Counter(Mail.objects.values_list("state", flat=True))


def subjects(postbox: Postbox, address: str) -> list[str]:
    return [str(one["Subject"]) for one in postbox.handed_to(address)]


@pytest.mark.parametrize("answer", ["421 4.3.2 shutting down", "450 4.7.1 later"])
def test_put_off_for_an_hour_they_wait_are_seen_to_and_leave_in_order(
    acme, cases, postbox, visit: Visit, answer
) -> None:
    messages = written(acme, cases)
    postbox.recipients = dict.fromkeys(READERS, answer)
    for minutes in range(1, 62, 3):
        deliver(now=NOW + minutes * MINUTE)
    assert (postbox.arrived, states()) == ([], Counter({MailState.WAITING: len(messages)}))
    page = visit.as_(acme.agent).get(acme.url(f"cases/{cases[0].folio}/mails/")).content.decode()
    assert page.count("En espera") >= 3
    postbox.recipients = {}
    for minutes in range(62, 70):
        deliver(now=NOW + minutes * MINUTE)
    assert states() == Counter({MailState.SENT: len(messages)})
    for address in READERS:
        assert subjects(postbox, address) == ["0", "1", "2"]


def test_refused_for_good_some_fail_on_their_message_and_are_not_tried_again(acme, cases, postbox) -> None:
    messages = written(acme, cases)
    postbox.recipients[READERS[0]] = "550 5.1.1 no such user"
    for minutes in (1, 10, 60):
        deliver(now=NOW + minutes * MINUTE)
    assert states() == Counter({MailState.FAILED: 3, MailState.SENT: 9})
    failed = Message.objects.filter(failed_at__isnull=False)
    assert set(failed) == {message for message in messages if message.to[0][1] == READERS[0]}
    assert [subjects(postbox, address) for address in READERS[1:]] == [["0", "1", "2"]] * 3


@pytest.mark.parametrize(("answer", "repeats"), [("take and hang up", 1), ("hang up", 0)])
def test_a_line_cut_after_the_words_is_repeated_once_with_the_same_bytes(
    acme, cases, postbox, answer: str, repeats: int
) -> None:
    """Of five answers that were lost each mail came twice at the most; what nobody heard of came once."""
    messages = written(acme, cases)
    postbox.answers = [answer, "take", answer, "take", "take", answer]
    for minutes in range(1, 60, 2):
        deliver(now=NOW + minutes * MINUTE)
    assert states() == Counter({MailState.SENT: len(messages)})
    arrived = Counter(str(one["Message-ID"]) for one in postbox.arrived)
    assert arrived.keys() == {message.message_id for message in messages}
    assert sum(arrived.values()) - len(messages) == 3 * repeats
    assert max(arrived.values()) == 1 + repeats
    for name in arrived:
        assert (
            len({raw for raw, one in zip(postbox.raw, postbox.arrived, strict=True) if one["Message-ID"] == name}) == 1
        )
    for address in READERS:
        assert list(dict.fromkeys(subjects(postbox, address))) == ["0", "1", "2"]


def test_a_line_cut_before_the_words_repeats_nothing_and_keeps_the_order(acme, cases, postbox) -> None:
    messages = written(acme, cases)
    postbox.recipients[READERS[1]] = "hang up"
    for minutes in range(1, 20, 3):
        deliver(now=NOW + minutes * MINUTE)
    assert [subjects(postbox, address) for address in READERS[1:]] != [["0", "1", "2"]] * 3
    assert Mail.objects.filter(doubts__gt=0).count() == 0  # no word had left
    postbox.recipients = {}
    for minutes in range(25, 60, 2):
        deliver(now=NOW + minutes * MINUTE)
    assert states() == Counter({MailState.SENT: len(messages)})
    assert [subjects(postbox, address) for address in READERS] == [["0", "1", "2"]] * 4


@pytest.mark.parametrize("manner", ["silent", "from the greeting on", "after the greeting"])
def test_a_mailbox_whose_server_says_nothing_holds_up_no_other(acme, cases, postbox, monkeypatch, manner) -> None:
    """Those of the slow server wait and are in no doubt; the others of the same organization leave (6.13)."""
    monkeypatch.setattr(smtp, "LONGEST", 1.0)
    slow, sound = a_mailbox("lento@acme.example"), a_mailbox("soporte@acme.example")
    for case, address in zip(cases, READERS, strict=True):
        asked = {"direction": Direction.IN, "sender_address": address, "message_id": f"<q.{address}>", "at": NOW}
        Message.objects.create(case=case, mailbox=slow if case == cases[0] else sound, **asked)
    messages = written(acme, cases, turns=1)
    with a_slow_one(manner) as port:
        ways_out.set_way(slow, by=acme.admin, port=port, host="127.0.0.1", security=Security.NONE)
        began = time.monotonic()
        deliver(by=slow.pk, now=NOW + MINUTE)
        assert time.monotonic() - began < 5
        deliver(now=NOW + MINUTE)
    assert {address for address, _mail in postbox.handed} == set(READERS[1:])
    left = Mail.objects.filter(state=MailState.WAITING)
    assert [(mail.written_id, mail.doubts) for mail in left] == [(messages[0].pk, 0)]
