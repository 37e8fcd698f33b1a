"""From bytes to an end: read by a real child, decided, filed; once, whatever happens (2.11, I2–I4, 6.37)."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from atenda.cases.lifecycle import close
from atenda.cases.models import Case
from atenda.cases.moving import MoveBarred
from atenda.conversations.models import Message
from atenda.files.models import Attachment
from atenda.history.models import Event
from atenda.intake import filing, keeping
from atenda.intake.accepting import accept
from atenda.intake.jobs import look
from atenda.intake.models import Door, End, RawMail, Why
from atenda.intake.refusals import MailTooLarge
from atenda.intake.taking_in import take_in
from atenda.intake.tests.mails import SUPPORT, a_mailbox
from atenda.mailboxes.models import Mailbox
from atenda.testing import make
from atenda.testing.cast import NOW, Cast


@pytest.fixture
def support(acme: Cast) -> Mailbox:
    return a_mailbox()


def a_mail(text: str = "Boas:\n\nNon arrinca.\n", **headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Uxía Cliente <uxia@cliente.example>"
    mail["To"] = SUPPORT
    mail["Subject"] = "A cámara non arrinca"
    mail["Message-ID"] = "<1@cliente.example>"
    mail["Date"] = "Mon, 02 Nov 2026 09:30:00 +0000"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def came(mailbox: Mailbox, mail: EmailMessage | bytes, door: Door = Door.SMTP) -> RawMail:
    raw, _is_new = accept(mail if isinstance(mail, bytes) else bytes(mail), mailbox=mailbox, door=door, now=NOW)
    return raw


def test_a_mail_with_files_becomes_a_case_with_all_of_it(acme: Cast, support: Mailbox) -> None:
    mail = a_mail()
    mail.add_attachment("Lote 17\n", filename="cámara.txt")
    mail.add_attachment(b"MZ\x90\x00" + b"\0" * 200, "application", "octet-stream", filename="arranca.exe")
    raw = came(support, mail)
    assert take_in(raw.pk, now=NOW) == End.FILED
    raw.refresh_from_db()
    case = Case.objects.get()
    assert (raw.why, raw.case_id, raw.message.case_id, raw.sender) == (
        Why.OPENED,
        case.pk,
        case.pk,
        "uxia@cliente.example",
    )
    assert case.contact_id == acme.customer.pk
    assert [file.name for file in Attachment.objects.present()] == ["cámara.txt"]
    assert Attachment.objects.get().message_id == raw.message_id
    assert b"arranca.exe" in b"".join(keeping.chunks(raw.organization_id, raw.digest))
    assert Event.objects.filter(case=case).count() == 2


def test_run_twice_it_is_filed_once(acme: Cast, support: Mailbox) -> None:
    raw = came(support, a_mail())
    assert [take_in(raw.pk, now=NOW) for _ in range(3)] == [End.FILED] * 3
    assert Message.objects.count() == 1


def test_the_same_by_two_doors_and_two_mailboxes_is_one_message(acme: Cast, support: Mailbox) -> None:
    other = a_mailbox("vendas@acme.example")
    mail = bytes(a_mail())
    first = came(support, mail)
    by_imap = b"Received: from a by b;\n now\nDelivered-To: soporte@acme.example\n" + mail.replace(b"\n", b"\r\n")
    again, is_new = accept(by_imap, mailbox=support, door=Door.IMAP, now=NOW)
    assert (again.pk, is_new) == (first.pk, False)
    second = came(other, by_imap)
    assert take_in(second.pk, now=NOW) == End.FILED
    assert take_in(first.pk, now=NOW) == End.DROPPED
    first.refresh_from_db()
    assert (first.why, first.case_id) == (Why.TWICE, Case.objects.get().pk)
    assert Message.objects.count() == 1


def test_a_known_message_id_hides_no_other_mail(acme: Cast, support: Mailbox) -> None:
    assert came(support, a_mail()).pk != came(support, a_mail(text="Outra cousa")).pk


def test_what_cannot_be_read_is_held_after_three_tries_and_the_next_goes_on(acme: Cast, support: Mailbox) -> None:
    poison = came(support, a_mail(text="veleno"))
    RawMail.objects.filter(pk=poison.pk).update(tries=3)
    assert take_in(poison.pk, now=NOW) == End.HELD
    lost = came(support, a_mail(text="perdido"))
    keeping.path_of(lost.organization_id, lost.digest).unlink()
    assert take_in(lost.pk, now=NOW) == End.HELD
    lost.refresh_from_db()
    assert lost.why == Why.UNREADABLE
    assert take_in(came(support, a_mail()).pk, now=NOW) == End.FILED


def test_what_waits_without_a_job_is_asked_for_again(acme: Cast, support: Mailbox) -> None:
    came(support, a_mail())
    RawMail.objects.update(received_at=NOW - timedelta(minutes=10))
    ProcrastinateJob.objects.all().delete()
    look(0)
    assert ProcrastinateJob.objects.filter(task_name="atenda.intake.jobs.take_in").count() == 1


def test_what_the_rules_of_cases_refuse_is_held_with_its_case(
    acme: Cast, support: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def barred(*_args: object, **_values: object) -> None:
        raise MoveBarred("Pechado", "Aberto")

    case = make.case(by=acme.agent)
    close(case, by=acme.agent, now=NOW)
    monkeypatch.setattr(filing, "reopen", barred)
    mail = a_mail()
    mail.replace_header("Subject", f"Re: [{case.folio}] cámara")
    raw = came(support, mail)
    assert take_in(raw.pk, now=NOW) == End.HELD
    raw.refresh_from_db()
    assert (raw.why, raw.proposed, raw.sender) == (Why.REFUSED, case, "uxia@cliente.example")
    assert not Message.objects.exists()


def test_too_large_a_mail_is_refused(acme: Cast, support: Mailbox) -> None:
    with pytest.raises(MailTooLarge):
        came(support, b"Subject: x\n\n" + b"a" * 35_000_001)
    assert not RawMail.objects.exists()
