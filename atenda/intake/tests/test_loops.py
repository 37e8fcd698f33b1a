"""No sequence of mails loops: whoever answers us by itself, and however, we write no more than the brakes say (1.3,
2.1, 3.08, 7.02–7.04, I8).

What comes in is read, decided, filed, told and sent by the code that does it; only the line to the mail server is a
double, and behind it are the correspondents.
"""

from __future__ import annotations

import os
from bisect import insort
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import Message
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from atenda.cases.models import Case
from atenda.conversations.models import Note
from atenda.intake.accepting import accept
from atenda.intake.ledger import breaks
from atenda.intake.models import Door, End, RawMail, Why
from atenda.intake.taking_in import take_in
from atenda.intake.tests.correspondents import EVERYBODY, HONEST, Correspondent, Incoming, Ours, written
from atenda.intake.tests.mails import SUPPORT, a_mailbox
from atenda.mailboxes.models import Mailbox
from atenda.notices import brake, smtp
from atenda.notices.announcing import tell_case
from atenda.notices.bundling import BUNDLE, PAUSE
from atenda.notices.changes import RECEIVED
from atenda.notices.delivery import deliver
from atenda.notices.models import Audience, Kind, Mail, MailServer, News, Preference, Reason
from atenda.notices.policy import change_policy, may_be_told, switch
from atenda.testing.cast import NOW, Cast

AT_LENGTH = bool(os.environ.get("ATENDA_SOAK"))
EXAMPLES, MOST = (150, 60) if AT_LENGTH else (25, 9)  # and how many mails come in of each
# brakes a short sequence can reach; the code that holds them is the same
WINDOWS = ((10, 2, 4), (30, 3, 6), (60, 4, 8), (180, 6, 12), (600, 8, 16))
AN_HOUR, A_DAY, OF_ALL = 2, 3, 5
CUSTOMERS = ("uxia@cliente.example", "ana@nova.example", "mesa@outra.example")
LATER = timedelta(minutes=15)  # by then all that waits for more to be told with is told
STRANGERS = ("ola@allea.example",)


@dataclass
class World:
    """Our desk, whoever it writes to, and the mails between them, in the order of their moments."""

    mailbox: Mailbox
    answers_of: dict[str, str]
    now: datetime = NOW
    under_way: list[tuple[datetime, int, Incoming]] = field(default_factory=list)
    left: list[tuple[datetime, Ours]] = field(default_factory=list)
    had_waited: set[str] = field(default_factory=set)  # for others to go along with, and left alone
    came: int = 0
    count: int = 0

    def comes(self, mail: Incoming, after: timedelta) -> None:
        self.count += 1
        insort(self.under_way, (self.now + after, self.count, mail), key=lambda one: one[:2])

    def run(self, most: int) -> None:
        """Until nothing is under way and nothing owed, or so many came in."""
        while self.came < most:
            if not self.under_way:
                self.now += LATER
                self.tell()
                if not self.under_way:
                    break
            moment, _number, mail = self.under_way.pop(0)
            self.now = max(self.now, moment)
            self.came += 1
            raw, _is_new = accept(
                mail.raw,
                mailbox=self.mailbox,
                door=Door.SMTP,
                now=self.now,
                envelope_from=mail.sender,
                envelope_to=[SUPPORT],
            )
            take_in(raw.pk, now=self.now)
            self.tell()

    def tell(self) -> None:
        """What the worker does by itself: tell what is owed, send what is due."""
        for case in News.objects.filter(told_at=None).values_list("case", flat=True).distinct():
            tell_case(case, now=self.now)
        while deliver(now=self.now):
            pass

    def leaves(self, ours: Ours) -> None:
        self.left.append((self.now, ours))
        if Mail.objects.filter(message_id=ours.read["Message-ID"], reason=Reason.TOGETHER).exists():
            self.had_waited.add(str(ours.read["Message-ID"]))
        for number, back in enumerate(BY_NAME[self.answers_of.get(ours.to, "silent")](ours)):
            self.comes(back, timedelta(seconds=20 + 400 * (self.count % 3) + number))


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Callable[[World], None]:
    """What stands where the mail server would: it hands over to the world it was connected to last."""
    worlds: list[World] = []

    class Line:
        def __init__(self, _server: MailServer) -> None: ...

        def send(
            self, to: str, message: bytes, *, sender: str, before_the_words: Callable[[], bool], **_more: bool
        ) -> str:
            if not before_the_words():
                raise smtp.Taken
            worlds[-1].leaves(Ours(message, to))
            return "250 taken"

        def end(self) -> None: ...

    monkeypatch.setattr(smtp, "Conversation", Line)

    def connect(world: World) -> None:
        worlds[:] = [world]

    return connect


@pytest.fixture
def short_brakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brake, "WINDOWS", WINDOWS)
    monkeypatch.setattr(brake, "MOST_AN_HOUR", AN_HOUR)
    monkeypatch.setattr(brake, "MOST_A_DAY", A_DAY)
    monkeypatch.setattr(brake, "MOST_OF_ALL", OF_ALL)


@contextmanager
def world_of(acme: Cast, line: Callable[[World], None], answers_of: dict[str, str]) -> Iterator[World]:
    """One that leaves nothing behind."""
    with transaction.atomic():
        MailServer.objects.create(host="mx.acme.example", port=25, from_address="avisos@acme.example")
        everybody_hears_everything(acme)
        world = World(a_mailbox(responsible=acme.agent), answers_of)
        line(world)
        yield world
        transaction.set_rollback(True)


BY_NAME = {one.__name__: one for one in EVERYBODY}


def everybody_hears_everything(acme: Cast) -> None:
    """All who are told at all are told at once, by mail, of notes and of what customers write."""
    everything = [switch(kind, audience) for kind in Kind for audience in Audience if may_be_told(kind, audience)]
    change_policy(switches=everything, public_fields=[], window=0, customer_page=True, by=acme.supervisor)
    for agent in (acme.admin, acme.agent):
        Preference.objects.create(agent=agent, off=[])


PEOPLE = some.sampled_from(CUSTOMERS + STRANGERS)
PAUSES = some.sampled_from((0, 30, 700, 4_000)).map(lambda seconds: timedelta(seconds=seconds))
BEGINNINGS = some.lists(some.tuples(PEOPLE, PAUSES), min_size=1, max_size=4 if AT_LENGTH else 2)
PLAIN = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not AT_LENGTH,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


def correspondents(who: tuple[Correspondent, ...], names: tuple[str, ...]) -> Any:
    return some.fixed_dictionaries({name: some.sampled_from([one.__name__ for one in who]) for name in names})


NAMES = (*CUSTOMERS, *STRANGERS, "antia@acme.example", "sabela@acme.example", "xoan@acme.example")


@pytest.mark.soak
@PLAIN
@given(answers_of=correspondents(EVERYBODY, NAMES), beginnings=BEGINNINGS)
def test_whatever_answers_us_we_write_no_more_than_the_brakes_say(
    acme: Cast, line: Callable[[World], None], short_brakes: None, answers_of: Any, beginnings: Any
) -> None:
    with world_of(acme, line, answers_of) as world:
        for who, pause in beginnings:
            world.comes(written(who, "Non arrinca"), pause)
        world.run(MOST)
        for address in {ours.to for _at, ours in world.left}:
            theirs = [(at, ours.read) for at, ours in world.left if ours.to == address]
            stays_below(theirs, address, world.had_waited)
        received = [at for at, ours in world.left if ours.read["Auto-Submitted"] == "auto-replied"]
        assert busiest(received, timedelta(hours=1)) <= OF_ALL
        assert not list(breaks(world.now))
        assert all(raw.end != End.RECEIVED for raw in RawMail.objects.all())


@pytest.mark.soak
@PLAIN
@given(answers_of=correspondents(HONEST, NAMES), beginnings=BEGINNINGS)
def test_where_machines_say_what_they_are_each_mail_of_a_person_is_told_once_and_all_is_quiet(
    acme: Cast, line: Callable[[World], None], answers_of: Any, beginnings: Any
) -> None:
    with world_of(acme, line, answers_of) as world:
        for who, pause in beginnings:
            world.comes(written(who, "Non arrinca"), pause)
        world.run(10 * MOST)
        assert world.under_way == []
        told: dict[tuple[int | None, str, str], int] = {}  # what did not arrive is told besides (U20)
        for mail in Mail.objects.exclude(kind=BUNDLE):
            what = mail.case_id, mail.address, mail.kind
            told[what] = told.get(what, 0) + 1
        assert Case.objects.count() == len(beginnings)
        assert max(told.values()) == 1
        assert not Note.objects.exists()  # no person wrote one
        assert RawMail.objects.filter(end=End.FILED, why=Why.OPENED).count() == len(beginnings)


def stays_below(theirs: list[tuple[datetime, Message[str, str]]], address: str, had_waited: set[str]) -> None:
    """What left for one address, by the brakes of the test. What the brake had wait, and nothing came to go along with,
    leaves as a bundle of one."""
    kinds = {mail.message_id: mail for mail in Mail.objects.filter(address=address)}
    plain = [(at, kinds[str(read["Message-ID"])]) for at, read in theirs]
    together = [(at, mail) for at, mail in plain if mail.kind == BUNDLE or mail.message_id in had_waited]
    single = [one for one in plain if one not in together]
    for minutes, of_case, of_all in WINDOWS:
        window = timedelta(minutes=minutes)
        assert busiest([at for at, _mail in single], window) <= of_all
        for case in {mail.case_id for _at, mail in single}:
            assert busiest([at for at, mail in single if mail.case_id == case], window) <= of_case
    assert busiest([at for at, _mail in together], PAUSE) <= 1
    answers = [at for at, mail in plain if mail.kind == RECEIVED]
    assert busiest(answers, timedelta(hours=1)) <= AN_HOUR
    assert busiest(answers, timedelta(days=1)) <= A_DAY


def busiest(moments: list[datetime], window: timedelta) -> int:
    """The most that lie in any stretch of this length."""
    return max((sum(first <= one < first + window for one in moments) for first in moments), default=0)
