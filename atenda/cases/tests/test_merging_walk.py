"""Whatever is merged, unmerged, written, closed and reopened, in whatever order: each mail is in one place, each
side conversation whole where it was opened, the counters are true, no case leads round in a circle (U1, U17)."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import datetime, timedelta
from random import Random

import pytest
from django.db import connection

from atenda.cases import lifecycle
from atenda.cases.merging import merge
from atenda.cases.models import Case
from atenda.cases.parting import unmerge
from atenda.cases.reconciling import reconcile
from atenda.cases.tests.counters import counted, kept
from atenda.conversations.answered import answered_in
from atenda.conversations.models import Message, SideConversation
from atenda.conversations.noting import note
from atenda.conversations.replying import Readers, reply
from atenda.conversations.sides.reading import threads
from atenda.conversations.sides.writing import write_aside
from atenda.conversations.tests.sides import SUPPLIER, asked
from atenda.conversations.timeline import timeline
from atenda.figures.reconciling import differing_days, forgotten_interludes
from atenda.history.chain import verify
from atenda.history.models import Event
from atenda.history.undoing import undo
from atenda.intake.ledger import breaks
from atenda.intake.models import End
from atenda.intake.taking_in import take_in
from atenda.intake.tests.mails import a_mailbox
from atenda.intake.tests.test_taking_in import a_mail, came
from atenda.mailboxes.models import Mailbox
from atenda.organizations.entering import inside
from atenda.organizations.refusals import Refused
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

STEPS = 40


class Walk:
    """Does whatever comes to mind, the same for the same number; `places` says where each mail came to stand."""

    def __init__(self, acme: Cast, support: Mailbox, number: int) -> None:
        self.acme, self.support, self.chance = acme, support, Random(number)
        self.places: dict[int, int] = {}
        self.aside: dict[int, tuple[int, int]] = {}  # by mail, of a side conversation: its case, and which
        self.mails = 0
        self.now: datetime = NOW

    def step(self) -> None:
        self.now += timedelta(minutes=1)
        deeds = [
            self.open, self.merge, self.merge, self.merge, self.unmerge, self.unmerge, self.undo,
            self.mail, self.mail, self.mail, self.reply, self.note, self.close, self.reopen,
            self.ask, self.ask_more, self.be_answered, self.be_answered,
        ]  # fmt: skip
        with suppress(Refused):
            self.chance.choice(deeds)()

    def open(self) -> None:
        people = [agent for agent in (self.acme.agent, self.acme.colleague) if self.chance.random() < 0.5]
        make.case(assignees=people, by=self.acme.agent)

    def merge(self) -> None:
        one, *others = self.chance.sample(list(Case.objects.order_by("pk")), self.chance.choice([2, 2, 3]))
        merge(one, others, by=self.acme.agent, now=self.now)

    def unmerge(self) -> None:
        unmerge(self._case(), by=self.acme.colleague, now=self.now)

    def undo(self) -> None:
        kinds = ["case.merged", "case.absorbed", "case.closed", "case.reopened"]
        events = list(Event.objects.filter(kind__in=kinds, cause_id=None).order_by("pk"))
        if events:
            undo(self.chance.choice(events), by=self.acme.agent, now=self.now)

    def mail(self) -> None:
        """The customer answers a mail of whichever case, by its Message-ID, or names its number."""
        self.mails += 1
        case = self._case()
        sent = Message.objects.filter(case=case, direction="out").last()
        named = {"In_Reply_To": sent.message_id} if sent and self.chance.random() < 0.7 else {}
        written = a_mail(f"Boas, número {self.mails}.\n", **named)
        written.replace_header("Message-ID", f"<{self.mails}@cliente.example>")
        written.replace_header("Subject", f"[{case.folio}] {self.mails}")
        raw = came(self.support, written)
        assert take_in(raw.pk, now=self.now) == End.FILED
        message = Message.objects.get(message_id=f"<{self.mails}@cliente.example>")
        assert message.case == Case.objects.get(pk=case.pk).survivor
        self.places[message.pk] = message.case_id

    def reply(self) -> None:
        case = self._case()
        to = Readers([("Uxía", "uxia@cliente.example")])
        answered = answered_in(case)
        sent = reply(case, readers=to, subject="Re:", text="Ola", answered=answered, by=self.acme.agent, now=self.now)
        self.places[sent.pk] = case.pk

    def ask(self) -> None:
        case = self._case()
        sent = asked(case, by=self.acme.agent, now=self.now)
        self.aside[sent.pk] = (case.pk, sent.side_id)

    def ask_more(self) -> None:
        if sides := list(SideConversation.objects.order_by("pk")):
            side = self.chance.choice(sides)
            sent = write_aside(side, readers=Readers([("", SUPPLIER)]), text="E?", by=self.acme.agent, now=self.now)
            self.aside[sent.pk] = (side.case_id, side.pk)

    def be_answered(self) -> None:
        """The supplier answers a mail of whichever side conversation, wherever its case has gone."""
        if not self.aside:
            return
        self.mails += 1
        answered = Message.with_sides.get(pk=self.chance.choice(sorted(self.aside)))
        written = a_mail(f"Número {self.mails}.\n", In_Reply_To=answered.message_id)
        written.replace_header("Message-ID", f"<{self.mails}@provedor.example>")
        written.replace_header("From", f"Provedor <{SUPPLIER}>")
        assert take_in(came(self.support, written).pk, now=self.now) == End.FILED
        message = Message.with_sides.get(message_id=f"<{self.mails}@provedor.example>")
        self.aside[message.pk] = (answered.case_id, answered.side_id)
        if answered.direction == "out":
            assert message.side_id == answered.side_id

    def note(self) -> None:
        note(self._case(), body="Ollo", by=self.acme.agent, now=self.now)

    def close(self) -> None:
        lifecycle.close(self._case(), by=self.acme.agent, now=self.now)

    def reopen(self) -> None:
        lifecycle.reopen(self._case(), by=self.acme.agent, now=self.now)

    def _case(self) -> Case:
        found: Case = self.chance.choice(list(Case.objects.order_by("pk")))
        return found

    def check(self) -> None:
        assert dict(Message.objects.values_list("pk", "case")) == self.places
        shown: Counter[int] = Counter()
        read: Counter[tuple[int, int]] = Counter()
        for case in Case.objects.filter(merged_into=None):
            entries = timeline(case, reader=self.acme.agent, now=self.now, size=5_000, together=True).entries
            shown.update(entry.message.pk for entry in entries if entry.message)
            read.update((mail.message.pk, thread.side.pk) for thread in threads(case) for mail in thread.mails)
        assert shown == Counter([*self.places, *self.aside])
        assert read == Counter((pk, side) for pk, (_case, side) in self.aside.items())
        whole = Message.with_sides.filter(side__isnull=False)
        assert {pk: (case, side) for pk, case, side in whole.values_list("pk", "case", "side")} == self.aside
        assert kept() == counted()
        assert reconcile() == []


@pytest.mark.parametrize("number", range(5))
def test_every_mail_is_in_one_place_whatever_is_merged_and_taken_apart(acme: Cast, number: int) -> None:
    walk = Walk(acme, a_mailbox(), number)
    for _ in range(3):
        walk.open()
    walk.ask()
    for _ in range(STEPS):
        walk.step()
        walk.check()
    assert list(verify()) == []
    assert list(breaks(walk.now)) == []
    assert [*forgotten_interludes(), *differing_days(walk.now)] == []
    assert walk.places
    assert walk.aside
    for case in Case.objects.filter(merged_into__isnull=False).order_by("-pk"):
        unmerge(case, by=acme.agent, now=walk.now)
        walk.check()
    assert not Case.objects.filter(has_merged=True).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_crosswise_at_once_one_is_refused_and_nothing_leads_in_a_circle(acme: Cast) -> None:
    cases = [make.case(by=acme.agent) for _ in range(4)]
    for round_ in range(6):

        def work(turned: bool) -> str:
            with inside(acme.organization), closing(connection):
                one, two = [Case.objects.get(pk=case.pk) for case in (cases[:2] if turned else cases[1::-1])]
                try:
                    merge(one, [two, *([cases[2]] if turned else [cases[3]])], by=acme.agent, now=NOW)
                except Refused as refusal:
                    return type(refusal).__name__
                return "merged"

        with ThreadPoolExecutor(2) as desks:
            assert sorted(desks.map(work, [True, False])) == ["MergedTwice", "merged"], round_
        assert reconcile() == []
        for case in Case.objects.filter(merged_into__isnull=False):
            unmerge(case, by=acme.agent, now=NOW)
    assert reconcile() == []
