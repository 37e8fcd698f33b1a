"""Where a mail belongs, and who may put it there (2.4, 3.01–3.07, B19–B23)."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from atenda.cases.lifecycle import close
from atenda.cases.models import Case
from atenda.cases.picklists import retire as retire_value
from atenda.conversations.models import Message, Note
from atenda.customers.models import Contact
from atenda.history.models import Event
from atenda.intake import thanks
from atenda.intake.deciding import Decision, decide
from atenda.intake.filing import settle
from atenda.intake.models import End, Policy, Why
from atenda.intake.reading.shape import Address, Automatic, Bounce, Proof, ReadMail
from atenda.intake.reply_addresses import case_named_by, reply_address
from atenda.intake.tests.mails import SUPPORT, a_mail, a_mailbox, a_raw
from atenda.mailboxes.models import Mailbox, NewSenders
from atenda.notices.announcing import tell_case
from atenda.notices.message_ids import new_message_id
from atenda.notices.models import Mail, MailState
from atenda.organizations.entering import inside
from atenda.staff.membership import deactivate
from atenda.staff.teams import retire as retire_team
from atenda.testing import make
from atenda.testing.cast import NOW, Cast
from atenda.testing.fixtures import Visit

Deliver = Callable[..., Decision]


@pytest.fixture
def support(acme: Cast) -> Mailbox:
    return a_mailbox(source=acme.source("email"), team=acme.team)


@pytest.fixture
def deliver(support: Mailbox, tmp_path: Path) -> Deliver:
    """Bring a mail to its end, as the worker does once it is read."""
    count = iter(range(1, 250))

    def delivered(mail: ReadMail, *, now: Any = NOW, **values: Any) -> Decision:
        raw = a_raw(support, next(count), **values)
        decision = decide(mail, raw, now=now)
        settle(raw, mail, decision, tmp_path, now=now)
        return decision

    return delivered


def mail_about(case: Case, *, to_agent: bool = False) -> Mail:
    """A notice that went out about a case, to the customer or to a colleague."""
    tell_case(case.pk, now=NOW + timedelta(hours=1))
    sent: Mail = Mail.objects.filter(case=case, agent__isnull=not to_agent).order_by("pk").first()
    Mail.objects.filter(pk=sent.pk).update(state=MailState.SENT, sent_at=NOW)
    return sent


def test_a_customers_mail_opens_a_case_with_what_the_mailbox_gives(acme: Cast, deliver: Deliver) -> None:
    assert deliver(a_mail()).why == Why.OPENED
    case = Case.objects.get()
    assert (case.reference, case.contact_id, case.team_id) == ("A cámara non arrinca", acme.customer.pk, acme.team.pk)
    assert case.source == acme.source("email")
    message = Message.objects.get()
    assert (message.case_id, message.text) == (case.pk, a_mail().text)
    assert list(Event.objects.filter(case=case).order_by("seq").values_list("kind", flat=True)) == [
        "case.opened",
        "message.received",
    ]
    assert case.contacted_at is not None
    assert case.updated_at == case.created_at


def test_what_a_mailbox_gives_and_is_retired_since_is_left_out(acme: Cast, support: Mailbox, deliver: Deliver) -> None:
    support.category, support.responsible = acme.category("Queja"), acme.agent
    support.save()
    retire_value(acme.category("Queja"), by=acme.admin, now=NOW)
    retire_team(acme.team, by=acme.admin, now=NOW)
    deactivate(acme.agent, heir=None, by=acme.admin, now=NOW)
    support.refresh_from_db()
    assert deliver(a_mail()).why == Why.OPENED
    case = Case.objects.get()
    assert (case.category_id, case.team_id, case.responsible_id) == (None, None, None)


def test_a_new_sender_becomes_a_contact_or_is_proposed(acme: Cast, deliver: Deliver) -> None:
    deliver(a_mail("novo@outra.example", sender=Address("Brais Novo", "Novo@outra.example")))
    case = Case.objects.get()
    assert (case.contact.name, case.contact.emails.get().address) == ("Brais Novo", "novo@outra.example")
    assert case.contact.language == "gl"
    Policy.objects.create(new_senders=NewSenders.PROPOSALS)
    held = deliver(a_mail("outra@outra.example", subject="Outra"))
    assert (held.end, held.why) == (End.HELD, Why.UNKNOWN_SENDER)
    assert Contact.objects.filter(emails__address="outra@outra.example").count() == 0


def test_an_answer_goes_into_its_case_by_seal_reference_address_and_tag(acme: Cast, deliver: Deliver) -> None:
    case = make.case(by=acme.agent)
    sent = mail_about(case)
    found = {
        deliver(a_mail(in_reply_to=(sent.message_id,))).why,
        deliver(a_mail(references=("<x@y>", sent.message_id))).why,
        deliver(a_mail(), envelope_to=[reply_address(SUPPORT, case.folio)]).why,
    }
    assert found == {Why.ANSWERED}
    assert deliver(a_mail(in_reply_to=("<1@cliente.example>",))).why == Why.REPLIED
    for subject in (f"Re: Caso {case.folio}: cámara", f"RE: [{case.folio}] cámara", f"dúbida do #{case.folio}"):
        assert deliver(a_mail(subject=subject)).why == Why.TAGGED
    assert Message.objects.filter(case=case).count() == 7
    assert Case.objects.count() == 1


def test_a_forged_or_cut_name_leads_nowhere(acme: Cast, deliver: Deliver) -> None:
    case, other = make.case(by=acme.agent), make.case("Outra", by=acme.agent)
    sent = mail_about(case)
    token, _dot, rest = sent.message_id.strip("<>").partition(".")
    seal, _at, host = rest.partition("@")
    forged = [f"<{token}.{seal[:length]}@{host}>" for length in range(64)]
    forged += [f"<{secrets.token_hex(16)}.{seal}@{host}>", f"<{token}.{seal.upper()}x@{host}>", f"<{token}.@{host}>"]
    forged += [f"<{secrets.token_hex(16)}.{secrets.token_hex(32)}@{host}>" for _ in range(500)]
    ids = tuple(forged)
    for start in range(0, len(ids), 100):
        raw = a_raw(Mailbox.objects.get(), 200 + start // 100)
        assert decide(a_mail(references=ids[start : start + 100]), raw, now=NOW).case is None
    extension = reply_address(SUPPORT, case.folio).partition("+")[2].partition("@")[0]
    assert case_named_by(extension) == case.folio
    assert case_named_by(extension.upper()) == case.folio
    for wrong in (
        extension[:-1],
        f"{case.folio}.",
        f"{other.folio}.{extension.partition('.')[2]}",
        str(case.folio),
        f"{case.folio}.{'a' * 16}",
        "",
    ):
        assert case_named_by(wrong) is None


def test_a_seal_of_another_organization_leads_nowhere(acme: Cast, other: Cast, deliver: Deliver) -> None:
    with inside(other.organization):
        theirs = make.case(by=other.agent)
        sent = mail_about(theirs)
        address = reply_address(SUPPORT, theirs.folio)
    decision = deliver(a_mail(in_reply_to=(sent.message_id,)), envelope_to=[address])
    assert decision.why == Why.OPENED


@pytest.mark.parametrize("way", ["seal", "address", "reference", "tag"])
def test_a_stranger_is_held_with_the_case_proposed(acme: Cast, deliver: Deliver, way: str) -> None:
    case = make.case(by=acme.agent)
    sent = mail_about(case)
    deliver(a_mail(in_reply_to=(sent.message_id,)))
    words: dict[str, Any] = {
        "seal": {"in_reply_to": (sent.message_id,)},
        "reference": {"in_reply_to": ("<1@cliente.example>",), "message_id": "<2@x>"},
        "tag": {"subject": f"[{case.folio}] cámara"},
        "address": {},
    }[way]
    envelope = [reply_address(SUPPORT, case.folio)] if way == "address" else []
    before = Message.objects.count()
    decision = deliver(
        a_mail("evil@evil.example", cc=(Address("", "evil@evil.example"),), **words), envelope_to=envelope
    )
    assert (decision.end, decision.why, decision.proposed) == (End.HELD, Why.STRANGER, case)
    assert Message.objects.count() == before
    case.refresh_from_db()
    assert case.contact_id == acme.customer.pk
    assert not Contact.objects.filter(emails__address="evil@evil.example").exists()


def test_what_its_senders_server_denies_is_held(acme: Cast, deliver: Deliver) -> None:
    case = make.case(by=acme.agent)
    sent = mail_about(case)
    decision = deliver(a_mail(proof=Proof.FAILED, in_reply_to=(sent.message_id,)))
    assert (decision.end, decision.why, decision.proposed) == (End.HELD, Why.UNPROVEN, case)
    assert deliver(a_mail(proof=Proof.FAILED, subject="Nova")).end == End.HELD
    assert Case.objects.count() == 1


def test_a_colleagues_answer_to_a_notice_is_a_note_that_no_customer_sees(acme: Cast, deliver: Deliver) -> None:
    case = make.case(by=acme.admin, responsible=acme.agent)
    notice = mail_about(case, to_agent=True)
    assert notice.agent == acme.agent
    theirs = acme.agent.identity.email
    forged = [
        a_mail(theirs, subject=f"[{case.folio}]"),
        a_mail(theirs, in_reply_to=("<inventado@acme.example>",), subject=f"[{case.folio}]"),
        a_mail(acme.colleague.identity.email, in_reply_to=(notice.message_id,)),
        a_mail(theirs, proof=Proof.FAILED, in_reply_to=(notice.message_id,)),
    ]
    for mail in forged:
        assert deliver(mail).end == End.HELD
    assert not Note.objects.exists()
    real = deliver(a_mail(theirs, in_reply_to=(notice.message_id,), new_text="Xa vou eu."))
    assert real.is_note
    assert Note.objects.get().author == acme.agent
    assert not Message.objects.exists()


def test_an_absent_colleague_writes_no_notes_by_machine(acme: Cast, deliver: Deliver) -> None:
    case = make.case(by=acme.admin, responsible=acme.agent)
    notice = mail_about(case, to_agent=True)
    away = a_mail(acme.agent.identity.email, in_reply_to=(notice.message_id,), automatic=Automatic.REPLY)
    decision = deliver(away)
    assert (decision.end, decision.why) == (End.DROPPED, Why.AUTOMATIC)
    assert not Note.objects.exists()


def test_who_lost_access_is_held(acme: Cast, deliver: Deliver) -> None:
    case = make.case(by=acme.admin, responsible=acme.agent)
    notice = mail_about(case, to_agent=True)
    mail = a_mail(acme.agent.identity.email, in_reply_to=(notice.message_id,), proof=Proof.PASSED)
    acme.agent.role.sees = "own"
    acme.agent.role.save()
    Case.objects.filter(pk=case.pk).update(assignee_ids=[acme.colleague.pk], responsible=acme.colleague)
    assert deliver(mail).why == Why.NO_ACCESS
    deactivate(acme.agent, heir=None, by=acme.admin, now=NOW)
    assert deliver(mail).why == Why.STRANGER
    assert not Note.objects.exists()


@pytest.mark.parametrize("automatic", [Automatic.REPLY, Automatic.LIST, Automatic.GENERATED, Automatic.COMPLAINT])
def test_a_machines_mail_opens_and_reopens_nothing(acme: Cast, deliver: Deliver, automatic: Automatic) -> None:
    assert deliver(a_mail(automatic=automatic)).end in (End.DROPPED, End.HELD)
    assert not Case.objects.exists()
    case = make.case(by=acme.agent)
    sent = mail_about(case)
    close(case, by=acme.agent, now=NOW)
    deliver(a_mail(automatic=automatic, in_reply_to=(sent.message_id,)))
    case.refresh_from_db()
    assert not case.is_pending


def test_after_the_end_an_answer_reopens_thanks_do_not_and_late_ones_follow(
    acme: Cast, deliver: Deliver, visit: Visit
) -> None:
    case = make.case(by=acme.agent)
    sent = mail_about(case)
    close(case, by=acme.agent, now=NOW)
    answer = {"in_reply_to": (sent.message_id,)}
    deliver(a_mail(new_text="Moitas grazas!\n\nUxía", **answer))
    case.refresh_from_db()
    assert not case.is_pending
    late = deliver(a_mail(**answer), now=NOW + timedelta(days=31))
    assert late.why == Why.FOLLOW_UP
    follower = Case.objects.exclude(pk=case.pk).get()
    assert (follower.follows_id, follower.contact_id) == (case.pk, case.contact_id)
    assert Event.objects.filter(case=case, kind="case.followed_up").count() == 1
    for one, other in ((case, follower), (follower, case)):
        page = visit.as_(acme.agent).get(acme.url(f"cases/{one.folio}/"))
        assert f"{other.folio}" in page.text
    assert f"cases/{case.folio}/" in visit.get(acme.url(f"cases/{follower.folio}/")).text
    deliver(a_mail(**answer), now=NOW + timedelta(days=29))
    case.refresh_from_db()
    assert case.is_pending
    assert case.reopen_count == 1


def test_our_own_addresses_are_never_senders(acme: Cast, deliver: Deliver) -> None:
    assert deliver(a_mail(SUPPORT)).why == Why.OWN
    assert deliver(a_mail(SUPPORT.upper())).why == Why.OWN


def test_what_a_colleague_passes_on_is_the_customers(acme: Cast, deliver: Deliver) -> None:
    passed = a_mail(acme.agent.identity.email, forwarded=Address("Brais Novo", "brais@outra.example"))
    assert deliver(passed).why == Why.OPENED
    assert Case.objects.get().contact.emails.get().address == "brais@outra.example"


def test_too_many_of_one_sender_are_held(acme: Cast, deliver: Deliver) -> None:
    found = [deliver(a_mail(subject=f"Aviso {number}")).end for number in range(25)]
    assert found.count(End.FILED) == 20
    assert found.count(End.HELD) == 5


def test_too_many_answers_of_one_sender_are_held_beside_their_case(acme: Cast, deliver: Deliver) -> None:
    case = make.case(by=acme.agent)
    found = [deliver(a_mail(subject=f"[{case.folio}] Aviso {number}")) for number in range(62)]
    assert [one.end for one in found] == [End.FILED] * 60 + [End.HELD] * 2
    assert (found[-1].why, found[-1].proposed) == (Why.TOO_MANY, case)
    later = deliver(a_mail(subject=f"[{case.folio}] Aviso"), now=NOW + timedelta(minutes=61))
    assert later.end == End.FILED


def test_a_bounce_marks_the_very_mail_only_when_it_knows_its_name(acme: Cast, deliver: Deliver) -> None:
    case = make.case(by=acme.agent)
    sent = mail_about(case)
    bounce = Bounce("failed", "5.1.1", "user unknown", sent.address, f"<{'a' * 32}.{'b' * 64}@localhost>")
    deliver(a_mail("mailer-daemon@x.example", automatic=Automatic.BOUNCE, bounces=(bounce,)))
    assert Mail.objects.get(pk=sent.pk).state == MailState.SENT
    unknown = Bounce("failed", "5.1.1", "user unknown", sent.address, new_message_id(acme.organization.pk))
    deliver(a_mail("mailer-daemon@x.example", automatic=Automatic.BOUNCE, bounces=(unknown,)))
    assert Mail.objects.get(pk=sent.pk).state == MailState.SENT
    delayed = Bounce("delayed", "4.4.1", "later", sent.address, sent.message_id)
    deliver(a_mail("mailer-daemon@x.example", automatic=Automatic.BOUNCE, bounces=(delayed,)))
    assert Mail.objects.get(pk=sent.pk).state == MailState.SENT
    real = Bounce("failed", "5.1.1", "user unknown", sent.address, sent.message_id)
    deliver(a_mail("mailer-daemon@x.example", automatic=Automatic.BOUNCE, bounces=(real,)))
    failed = Mail.objects.get(pk=sent.pk)
    assert (failed.state, failed.answer) == (MailState.FAILED, "5.1.1 user unknown")
    assert Event.objects.filter(case=case, kind="message.undelivered").count() == 1
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Gracias", True),
        ("¡Muchas gracias! Un saludo, Ana Pérez", True),
        ("Moitas grazas pola axuda.\n\nUxía", True),
        ("Thank you very much!", True),
        ("Perfecto, gracias", True),
        ("Gracias, pero sigue sin funcionar", False),
        ("Gracias. ¿Cuándo llega?", False),
        ("No, gracias", False),
        ("Llegó rota otra vez, gracias", False),
        ("Gracias por nada, la cámara continúa averiada", False),
        ("", False),
    ],
)
def test_bare_thanks_are_told_from_more(text: str, bare: bool) -> None:
    assert thanks.is_bare(text) is bare
