"""Mails of a case that was merged lead to the one that goes on for it, for ever, whatever leads there (U1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from atenda.cases.lifecycle import close
from atenda.cases.merging import merge
from atenda.cases.models import Case
from atenda.cases.parting import unmerge
from atenda.conversations.models import Message, Note
from atenda.customers.opening import open_contact
from atenda.customers.ways import Email
from atenda.intake.deciding import Decision, decide
from atenda.intake.filing import settle
from atenda.intake.models import End, RawMail, Why
from atenda.intake.reading.shape import Address, Proof, ReadMail
from atenda.intake.reply_addresses import reply_address
from atenda.intake.tests.mails import SUPPORT, a_mail, a_mailbox, a_raw
from atenda.intake.why import explain
from atenda.notices.announcing import tell_case
from atenda.notices.models import Mail, MailState
from atenda.testing import make
from atenda.testing.cast import NOW, Cast

LATER = NOW + timedelta(days=400)
Deliver = Callable[..., Decision]


@pytest.fixture
def deliver(acme: Cast, tmp_path: Path) -> Deliver:
    """Bring a mail to its end, as the worker does once it is read."""
    support, count = a_mailbox(), iter(range(1, 250))

    def delivered(mail: ReadMail, *, merged_meanwhile: Any = None) -> Decision:
        raw = a_raw(support, next(count))
        decision = decide(mail, raw, now=LATER)
        if merged_meanwhile:
            merged_meanwhile()
        settle(raw, mail, decision, tmp_path, now=LATER)
        return decision

    return delivered


@pytest.fixture
def cases(acme: Cast) -> list[Case]:
    """The first was merged into the second, and that into the third."""
    first, second, third = (make.case(f"Caso {number}", by=acme.agent) for number in range(3))
    tell_case(first.pk, now=NOW + timedelta(hours=1))
    Mail.objects.filter(case=first).update(state=MailState.SENT, sent_at=NOW)
    merge(second, [first], by=acme.agent, now=NOW)
    merge(third, [second], by=acme.agent, now=NOW)
    return [first, second, third]


def mail_of(case: Case) -> Mail:
    found: Mail = Mail.objects.filter(case=case, agent=None).get()
    return found


@pytest.mark.parametrize("by", ["message_id", "address", "tag", "old_tag"])
def test_whatever_names_the_old_case_leads_to_the_survivor(
    cases: list[Case], acme: Cast, deliver: Deliver, by: str
) -> None:
    first, _second, third = cases
    named: dict[str, dict[str, Any]] = {
        "message_id": {"in_reply_to": (mail_of(first).message_id,)},
        "address": {"to": (Address("", reply_address(SUPPORT, first.folio)),)},
        "tag": {"subject": f"Re: [{first.folio}] Caso 0"},
        "old_tag": {"subject": f"RE: Caso {first.folio}: outra cousa"},
    }
    decision = deliver(a_mail(**named[by]))
    assert (decision.end, decision.case) == (End.FILED, third)
    assert [message.case for message in Message.objects.all()] == [third]
    said = explain(RawMail.objects.get(), acme.agent)
    told = {asked.sentence: asked.detail for asked in said.asked}
    assert told["¿Nombra un caso nuestro?"].startswith("Caso 1,")
    assert told["¿Se fusionó ese caso con otro?"] == "Caso 3"


def test_a_mail_that_answers_anothers_of_the_old_case_leads_there_too(acme: Cast, deliver: Deliver) -> None:
    deliver(a_mail(message_id="<first@cliente.example>"))
    old = Message.objects.get().case
    stays = make.case("Outra", by=acme.agent)
    merge(stays, [old], by=acme.agent, now=NOW)
    deliver(a_mail(message_id="<2@cliente.example>", references=("<first@cliente.example>",)))
    assert list(Message.objects.order_by("pk").values_list("case", flat=True)) == [old.pk, stays.pk]


def test_whoever_took_part_in_the_old_case_is_let_in_and_a_stranger_is_not(acme: Cast, deliver: Deliver) -> None:
    other = open_contact(name="Brais", emails=[Email("brais@outra.example")], language="", by=None, now=NOW)
    old, stays = make.case("Vello", contact=other, by=acme.agent), make.case("Novo", by=acme.agent)
    merge(stays, [old], by=acme.agent, now=NOW)
    theirs = deliver(a_mail("brais@outra.example", subject=f"[{old.folio}] e logo?"))
    assert (theirs.end, theirs.case) == (End.FILED, stays)
    held = deliver(a_mail("lois@outra.example", subject=f"[{old.folio}] e logo?"))
    assert (held.end, held.why, held.proposed) == (End.HELD, Why.STRANGER, stays)


def test_a_colleagues_answer_becomes_a_note_of_the_survivor(cases: list[Case], acme: Cast, deliver: Deliver) -> None:
    mail = a_mail(acme.agent.identity.email, subject=f"Re: [{cases[0].folio}]", proof=Proof.PASSED)
    assert deliver(mail).is_note
    assert Note.objects.get().case == cases[2]


def test_a_closed_survivor_reopens_or_goes_on_in_a_new_case(cases: list[Case], acme: Cast, deliver: Deliver) -> None:
    first, _second, third = cases
    close(third, by=acme.agent, now=LATER - timedelta(days=2))
    deliver(a_mail(subject=f"[{first.folio}] segue sen arrincar"))
    assert Case.objects.get(pk=third.pk).is_pending
    close(third, by=acme.agent, now=LATER - timedelta(days=300))
    assert deliver(a_mail(message_id="<9@x>", subject=f"[{first.folio}] outra vez")).follows == third
    assert not Case.objects.get(pk=first.pk).is_pending


def test_a_case_that_is_merged_while_its_mail_is_filed_loses_nothing(acme: Cast, deliver: Deliver) -> None:
    old, stays = make.case("Vello", by=acme.agent), make.case("Novo", by=acme.agent)
    deliver(
        a_mail(subject=f"[{old.folio}] ola"), merged_meanwhile=lambda: merge(stays, [old], by=acme.agent, now=LATER)
    )
    assert Message.objects.get().case == stays


def test_taken_apart_again_each_takes_its_own(cases: list[Case], acme: Cast, deliver: Deliver) -> None:
    first, second, _third = cases
    deliver(a_mail(subject=f"[{first.folio}] mentres"))
    unmerge(first, by=acme.agent, now=LATER)
    deliver(a_mail(message_id="<2@x>", subject=f"[{first.folio}] despois"))
    deliver(a_mail(message_id="<3@x>", subject=f"[{second.folio}] despois"))
    assert list(Message.objects.order_by("pk").values_list("case__folio", flat=True)) == [3, 1, 3]
